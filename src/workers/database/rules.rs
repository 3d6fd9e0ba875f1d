//! The rules for customers, which the settings may change while the app runs.

use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::crm::rules::CrmRules;

/// The rules for customers as the settings leave them; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Rules(Arc<RwLock<Arc<CrmRules>>>);

impl Rules {
    /// The rules now.
    pub fn get(&self) -> Arc<CrmRules> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes what the settings say from now on.
    pub fn set(&self, rules: CrmRules) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }
}
