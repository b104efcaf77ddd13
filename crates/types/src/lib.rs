//! The vocabulary of bonafide: documents, fields, dates, codes, verdicts, settings.
