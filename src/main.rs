//! The `waymark` program: a few lines over the library.

use std::process::ExitCode;

// Indexing and JSON allocate in small pieces; mimalloc gives them back sooner.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    waymark::cli::run()
}
