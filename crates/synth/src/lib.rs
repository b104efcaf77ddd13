//! Specimen documents of invented issuers, for tests and benches; never a dependency of the library.
