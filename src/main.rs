//! The `waymark` program: a few lines over the library.

fn main() {}
