//! Comparators per field, document agreement and crosschecks.
