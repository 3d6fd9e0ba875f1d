//! Commands: one verb one file, words or JSON.
