//! AAMVA driver licence and identification card payloads: parse, report deviations, write; DLDV replies.
