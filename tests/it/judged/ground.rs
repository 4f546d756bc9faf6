//! Three fictional towns: Calderwick, Ormsdale 7 km to its south-east, and Brackenhoe 24 km
//! to its north, with the places where things happen in them.

use geo::{Distance, Geodesic, Point};

/// A place where services run.
pub(super) struct Venue {
    /// First letter of its town.
    pub(super) letter: char,
    pub(super) town: &'static str,
    pub(super) locality: &'static str,
    pub(super) name: &'static str,
    pub(super) postcode: &'static str,
    pub(super) lat: f64,
    pub(super) lon: f64,
    /// Whether its entry says that wheelchairs can get in; `None` where it does not say.
    pub(super) wheelchair: Option<bool>,
}

impl Venue {
    /// Geodesic metres.
    pub(super) fn metres_from(&self, (lat, lon): (f64, f64)) -> f64 {
        Geodesic.distance(Point::new(lon, lat), Point::new(self.lon, self.lat))
    }
}

/// Every venue of the town that begins with this letter.
pub(super) fn venues(letter: char) -> Vec<&'static Venue> {
    let of_town = VENUES.iter().filter(|venue| venue.letter == letter);
    of_town.collect()
}

/// Where a postcode of the three towns is.
pub(super) fn point_of(postcode: &str) -> (f64, f64) {
    let venue = VENUES.iter().find(|venue| venue.postcode == postcode);
    let venue = venue.unwrap_or_else(|| panic!("{postcode} is none of the three towns'"));
    (venue.lat, venue.lon)
}

const fn venue(
    letter: char,
    names: [&'static str; 2],
    postcode: &'static str,
    (lat, lon): (f64, f64),
    wheelchair: Option<bool>,
) -> Venue {
    let town = match letter {
        'C' => "Calderwick",
        'O' => "Ormsdale",
        _ => "Brackenhoe",
    };
    let [locality, name] = names;
    Venue {
        letter,
        town,
        locality,
        name,
        postcode,
        lat,
        lon,
        wheelchair,
    }
}

const VENUES: [Venue; 27] = [
    venue(
        'C',
        ["Market Place", "Calderwick Central Library"],
        "HX1 2AE",
        (53.72200, -1.86100),
        Some(true),
    ),
    venue(
        'C',
        ["Tenterfield", "Tenterfield Community Centre"],
        "HX1 4DT",
        (53.72560, -1.87468),
        Some(true),
    ),
    venue(
        'C',
        ["Lowbeck", "Lowbeck Methodist Church"],
        "HX1 5QB",
        (53.71660, -1.88228),
        None,
    ),
    venue(
        'C',
        ["Spinners Hill", "Spinners Hill Health Centre"],
        "HX3 6JL",
        (53.73369, -1.84884),
        Some(true),
    ),
    venue(
        'C',
        ["Ryecroft", "Ryecroft Primary School"],
        "HX3 7UD",
        (53.73909, -1.83668),
        None,
    ),
    venue(
        'C',
        ["Wharfside", "The Dyehouse"],
        "HX1 1RN",
        (53.71571, -1.85340),
        Some(false),
    ),
    venue(
        'C',
        ["Claybrook", "Claybrook Leisure Centre"],
        "HX2 8EG",
        (53.73279, -1.89292),
        Some(true),
    ),
    venue(
        'C',
        ["Hob Green", "St Aidan's Church Hall"],
        "HX2 0LW",
        (53.71211, -1.90204),
        None,
    ),
    venue(
        'C',
        ["Northgate", "Northgate Civic Rooms"],
        "HX1 3PA",
        (53.72740, -1.85796),
        Some(true),
    ),
    venue(
        'C',
        ["Fernacre", "Fernacre Park Pavilion"],
        "HX3 9TB",
        (53.71391, -1.82756),
        None,
    ),
    venue(
        'C',
        ["Copley Road", "Copley Road Family Hub"],
        "HX3 0ZF",
        (53.70581, -1.84428),
        Some(true),
    ),
    venue(
        'C',
        ["Ling Royd", "Ling Royd Working Men's Club"],
        "HX2 6NS",
        (53.74268, -1.87924),
        Some(false),
    ),
    venue(
        'O',
        ["Bridge End", "Ormsdale Library"],
        "HD8 1AF",
        (53.67200, -1.80000),
        Some(true),
    ),
    venue(
        'O',
        ["Netherfold", "Netherfold Village Hall"],
        "HD8 3QP",
        (53.66301, -1.81973),
        None,
    ),
    venue(
        'O',
        ["Priory", "Priory Road Health Centre"],
        "HD8 2DJ",
        (53.67919, -1.79089),
        Some(true),
    ),
    venue(
        'O',
        ["Hob Lane", "Hob Lane Baptist Church"],
        "HD8 5LE",
        (53.66750, -1.78178),
        None,
    ),
    venue(
        'O',
        ["Station Yard", "The Goods Shed"],
        "HD8 1NB",
        (53.67470, -1.80607),
        Some(false),
    ),
    venue(
        'O',
        ["Wragholme", "Wragholme Community Centre"],
        "HD8 7RG",
        (53.68459, -1.77116),
        Some(true),
    ),
    venue(
        'O',
        ["Shaw Top", "Shaw Top Scout Hut"],
        "HD8 9TW",
        (53.68189, -1.82732),
        None,
    ),
    venue(
        'O',
        ["Bridge End", "Ormsdale Town Hall"],
        "HD8 1BD",
        (53.67020, -1.79696),
        Some(true),
    ),
    venue(
        'B',
        ["Castle Street", "Brackenhoe Library"],
        "BD24 1AH",
        (53.93500, -1.90000),
        Some(true),
    ),
    venue(
        'B',
        ["Fairmead", "Fairmead Community Rooms"],
        "BD24 2EN",
        (53.93950, -1.88625),
        Some(true),
    ),
    venue(
        'B',
        ["Station Road", "Brackenhoe Sports Hall"],
        "BD24 3JT",
        (53.94309, -1.91222),
        None,
    ),
    venue(
        'B',
        ["Kettlesbeck", "Kettlesbeck Village Institute"],
        "BD24 9QS",
        (53.96378, -1.96874),
        Some(false),
    ),
    venue(
        'B',
        ["Abbey Lane", "Abbey Lane Surgery"],
        "BD24 1LX",
        (53.92871, -1.89389),
        Some(true),
    ),
    venue(
        'B',
        ["Market Street", "The Old Corn Hall"],
        "BD24 1RD",
        (53.93770, -1.89847),
        None,
    ),
    venue(
        'B',
        ["Little Stainby", "Stainby Chapel Rooms"],
        "BD24 8UW",
        (53.91342, -1.82209),
        None,
    ),
];
