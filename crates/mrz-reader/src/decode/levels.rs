//! Where the decoder draws its lines.

/// What the decoder takes for granted of recogniser and documents, and from where on it speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Levels {
    /// What logits are divided by before the softmax. Fitted with the recogniser.
    pub(crate) temperature: f32,
    /// The share of zones with a digit that was printed wrong: specimens, forgeries, issuers'
    /// mistakes. Estimated; 1 in 50 keeps a sharp reading from being repaired.
    pub(crate) printed_wrong: f64,
    /// How much less likely each further wrong digit is once there is one.
    pub(crate) further_wrong: f64,
    /// What a character that a digit demands must have for a probability to be taken.
    pub(crate) clear: f64,
    /// The log-likelihood a character from which on lines are a zone: how well lengths and
    /// characters fit the layout, 0 being perfectly. Rendered zones that were read, also with
    /// errors, had -0.26 and more, other print at most -0.50 (training/mrz/write_set.py, seed
    /// 90001, and the sample sessions).
    pub(crate) zone_fit: f64,
    /// The least share of characters that are no fillers in a zone: those of the shortest names
    /// and numbers have a third.
    pub(crate) zone_content: f64,
    /// The geometric mean of the characters' probabilities from which on a zone is read.
    pub(crate) readable: f64,
}

impl Default for Levels {
    fn default() -> Self {
        Self {
            temperature: 1.0,
            printed_wrong: 0.02,
            further_wrong: 0.05,
            clear: 0.8,
            zone_fit: -0.4,
            zone_content: 0.2,
            readable: 0.9,
        }
    }
}
