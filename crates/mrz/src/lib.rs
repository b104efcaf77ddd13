//! Machine-readable zones of ICAO Doc 9303 and their known deviations: parse, check, repair, write.
