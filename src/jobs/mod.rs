//! What can be asked and answered: plain data between the front ends and the workers.
