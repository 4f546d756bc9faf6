use serde_json::json;

use super::{described, hold, of, value};

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

#[test]
fn women_s_groups_are_told_from_groups_for_all() {
    let rows = [
        ("A ladies only swim on Sunday evenings.", YES),
        ("Women-only gym hour with female staff.", YES),
        ("This is a female only space.", YES),
        ("Sessions are for women only.", YES),
        ("A sewing group exclusively for women.", YES),
        ("Just for women: a walk, a flask and a laugh.", YES),
        (
            "A support group for women who have left an abusive partner.",
            YES,
        ),
        (
            "Badminton twice a week. There is a women's session on Thursday mornings.",
            YES,
        ),
        ("Mixed classes, plus a ladies' night once a month.", YES),
        ("Open to all women aged 16 and over.", YES),
        ("We are a women-led group for women and girls.", YES),
        ("A safe space for women in Ashby.", YES),
        ("Women and men welcome.", NO),
        ("Not just for women - everybody is welcome.", NO),
        ("Men and women of all ages.", NO),
        ("Open to men and women.", NO),
        ("All genders welcome.", NO),
        (
            "Our shop raises money for women's aid and is open to all.",
            NO,
        ),
        ("Run by two women who love to bake.", None),
        (
            "Founded in 1922 as a ladies only guild, it now meets on Mondays.",
            None,
        ),
        ("Most of our members are women.", None),
        ("The ladies' toilets are upstairs.", None),
        ("Midwives and the women's health team call in.", None),
        ("A choir that sings everything.", None),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).women_only), want)));
}

#[test]
fn a_women_s_group_that_is_denied_is_none() {
    let rows = [
        ("Not women only: men welcome too.", NO),
        ("Not ladies only.", NO),
        ("This is no longer a women-only group.", NO),
        ("This group isn't women-only.", NO),
        ("We do not run women only sessions.", NO),
        ("Women only sessions are not available.", NO),
        ("The ladies only session has been cancelled.", NO),
        ("Our ladies' night has stopped.", NO),
        ("Formerly ladies-only; everyone is welcome now.", NO),
        ("Men and women only, no children.", NO),
        ("Not only women come.", NO),
        ("It's not only for women.", NO),
        ("Not exclusively for women.", NO),
        ("We used to be a ladies only club.", None),
        ("We hope to run women only sessions.", None),
        ("Women only, no need to book.", YES),
        ("No men: women only.", YES),
        (
            "This group isn't women-only, but there is a women-only session on Mondays.",
            YES,
        ),
        ("Women only sessions are not available on Mondays.", YES),
        ("Everyone is welcome; ladies only on Tuesdays.", YES),
        ("Women only. Do not worry if you are new.", YES),
        ("For women and girls, no charge.", YES),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).women_only), want)));
    let rows = [
        ("The men only rule has gone.", NO),
        ("Men and women only, no children.", NO),
        ("Not men only.", NO),
        ("Men only, no dogs.", YES),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).men_only), want)));
}

#[test]
fn men_s_groups_are_told_from_groups_for_all() {
    let rows = [
        ("Men only. Tea, tools and talk.", YES),
        ("A men's group that meets in the back room of the pub.", YES),
        ("A walking group for men.", YES),
        ("Somewhere for men to talk about how they really are.", YES),
        ("For blokes who have lost somebody.", YES),
        ("A dads' group on Saturday mornings.", YES),
        ("A peer group for men aged 40 to 60.", YES),
        ("Men's Shed. Women welcome too.", NO),
        ("It is not just for men.", NO),
        ("Talks on men's health, open to everybody.", NO),
        ("Started by a few men from the pit.", None),
        ("Women only.", None),
    ];
    hold(rows.map(|(text, want)| (text.to_owned(), value(&described(text).men_only), want)));
}

#[test]
fn a_name_and_the_field_for_eligibility_say_it_too() {
    let rows = [
        ("Dorley Ladies' Choir", "", "", (YES, None)),
        ("Ashby Men's Shed", "", "", (None, YES)),
        ("Women's Circuits", "", "", (YES, None)),
        (
            "Mums in the Middle",
            "Mothers of teenagers, with biscuits.",
            "",
            (YES, None),
        ),
        ("Dads and Little Ones", "", "", (None, YES)),
        (
            "Ashby Men's Shed",
            "Women are welcome as well.",
            "",
            (None, NO),
        ),
        ("Ashby Women's Institute", "", "", (YES, None)),
        (
            "Ashby Women's Aid charity shop",
            "Open to all.",
            "",
            (NO, NO),
        ),
        ("Ladies' Bridge car park", "", "", (None, None)),
        (
            "Swim",
            "",
            "Women only; children under five welcome.",
            (YES, None),
        ),
        ("Swim", "", "Women and girls.", (YES, None)),
        ("Swim", "", "Men over 18.", (None, YES)),
        ("Swim", "", "Men and women over 18.", (NO, NO)),
        ("Swim", "Ladies' night on Fridays.", "Everybody.", (NO, NO)),
    ];
    hold(rows.map(|(name, description, who, want)| {
        let offer =
            of(json!({"name": name, "description": description, "eligibility_description": who}));
        let got = (value(&offer.women_only), value(&offer.men_only));
        (format!("{name} {description} {who}"), got, want)
    }));
}
