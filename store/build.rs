//! Migrations are read while compiling: a new file must build this crate anew.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
