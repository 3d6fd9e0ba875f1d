//! Settings, paths and secrets.
