//! Reads the arguments, opens the house and hands over to the app, a command or the demonstration.

fn main() {}
