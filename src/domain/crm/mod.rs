//! Customers: people, companies, deals, activities, notes, and what ties them to mail.
