//! The demonstration house: a loopback server and sample data.
