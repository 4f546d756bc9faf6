//! The cells of one row by what they are for, and what there is to say of them.

use super::Reading;
use crate::sheet::field::{self, text};
use crate::sheet::problem::ProblemKind;
use crate::sheet::report::{Original, Problem};
use crate::sheet::role::Role;
use crate::sheet::table::{CellKind, Row, letter};

/// Longest text of a cell that is quoted, in characters: no spreadsheet program holds more.
const LONGEST: usize = 32_768;

/// One cell with its role.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) column: u32,
    pub(super) role: Role,
    pub(super) text: String,
    pub(super) kind: CellKind,
    pub(super) link: Option<String>,
}

/// Reads the cells of a row.
pub(super) struct Cells<'a> {
    row: &'a Row,
    reading: Reading<'a>,
    pub(super) originals: Vec<Original>,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(row: &'a Row, reading: &Reading<'a>) -> Self {
        Self {
            row,
            reading: *reading,
            originals: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The text of the first column of a role as it stands there.
    pub(super) fn raw(&self, role: Role) -> Option<&'a str> {
        let mut columns = self
            .reading
            .columns
            .iter()
            .filter(|column| column.role == role);
        let text = columns.find_map(|column| self.row.cell(column.column))?;
        Some(text.text.as_str())
    }

    /// The first filled cell of a role; what concerns every cell is noted.
    pub(super) fn take(&mut self, role: Role) -> Option<Taken> {
        self.all(&|other| other == role).into_iter().next()
    }

    /// Every filled cell of the roles, in order of the columns.
    pub(super) fn all(&mut self, wanted: &dyn Fn(Role) -> bool) -> Vec<Taken> {
        let mut taken = Vec::new();
        for column in self
            .reading
            .columns
            .iter()
            .filter(|column| wanted(column.role))
        {
            let Some(cell) = self.row.cell(column.column) else {
                continue;
            };
            let cell_taken = Taken {
                column: column.column,
                role: column.role,
                text: cell.text.clone(),
                kind: cell.kind,
                link: cell.link.as_deref().map(str::to_owned),
            };
            if cell.formula {
                self.note(&cell_taken, &[ProblemKind::FormulaCell]);
                // A link that hides in other text leads where nobody looks.
                if cell.link.is_some() && column.role != Role::Url {
                    self.note(&cell_taken, &[ProblemKind::FormulaInjection]);
                }
            } else if cell.kind == CellKind::Text && text::is_formula(&cell.text) {
                self.note(&cell_taken, &[ProblemKind::FormulaInjection]);
            }
            taken.push(cell_taken);
        }
        taken
    }

    /// The plain text of a role's cell.
    pub(super) fn text(&mut self, role: Role) -> Option<String> {
        let cell = self.take(role)?;
        self.plain(&cell)
    }

    /// The plain text of a cell.
    pub(super) fn plain(&mut self, cell: &Taken) -> Option<String> {
        let read = text::read(&cell.text);
        self.note(cell, &read.problems);
        self.changed(cell, read.value.as_deref());
        read.value
    }

    /// The items of all cells of a role, each once.
    pub(super) fn lists(&mut self, role: Role, separators: &[String]) -> Vec<String> {
        let mut items: Vec<String> = Vec::new();
        for cell in self.all(&|other| other == role) {
            let read = field::list::read(&cell.text, separators);
            self.note(&cell, &text::read(&cell.text).problems);
            self.changed(
                &cell,
                read.first().map(String::as_str).filter(|_| read.len() == 1),
            );
            for item in read {
                if items
                    .iter()
                    .all(|known| known.to_lowercase() != item.to_lowercase())
                {
                    items.push(item);
                }
            }
        }
        items
    }

    /// Keeps the text of a cell that became something else.
    pub(super) fn changed(&mut self, cell: &Taken, became: Option<&str>) {
        if became != Some(cell.text.as_str()) {
            let field = cell.role.field().unwrap_or_default();
            self.originals.push(Original {
                column: letter(cell.column),
                field: field.to_owned(),
                text: quoted(&cell.text),
            });
        }
    }

    /// Notes what is wrong with a cell: each kind once, and not what is mended in silence.
    pub(super) fn note(&mut self, cell: &Taken, kinds: &[ProblemKind]) {
        let column = letter(cell.column);
        for kind in kinds.iter().filter(|kind| !kind.is_silent()) {
            let known = self.problems.iter().any(|problem| {
                problem.kind == *kind && problem.column.as_deref() == Some(column.as_str())
            });
            if !known {
                self.push(Some(column.clone()), *kind, Some(quoted(&cell.text)));
            }
        }
    }

    /// Notes something of a role's cell that may be empty.
    pub(super) fn problem(&mut self, role: Role, kind: ProblemKind) {
        let column = self
            .reading
            .columns
            .iter()
            .find(|column| column.role == role);
        let found = column
            .map(|column| self.row.text(column.column))
            .filter(|text| !text.is_empty());
        let found = found.map(quoted);
        self.push(column.map(|column| letter(column.column)), kind, found);
    }

    fn push(&mut self, column: Option<String>, kind: ProblemKind, found: Option<String>) {
        self.problems.push(Problem {
            sheet: self.reading.sheet.map(str::to_owned),
            row: self.row.number,
            column,
            kind,
            severity: kind.severity(),
            found,
            advice: kind.advice().to_owned(),
        });
    }
}

fn quoted(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
