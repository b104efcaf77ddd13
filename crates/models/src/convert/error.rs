//! Why weights of others do not become a network.

/// Why weights of others do not become a network.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// No converter has this name.
    #[error("no converter is called {name:?}")]
    UnknownConverter {
        /// The name.
        name: String,
    },
    /// A file that the converter needs was not given.
    #[error("the converter needs {file}")]
    MissingFile {
        /// Which file, or what kind of file.
        file: String,
    },
    /// A file is no JSON of the form that was expected.
    #[error("{file} cannot be read")]
    Json {
        /// The file.
        file: String,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
    /// A file of weights is cut off, too long, too large, or in a form that is not known.
    #[error("weights {name:?}: {problem}")]
    Weights {
        /// The tensor or file.
        name: String,
        /// What is wrong.
        problem: String,
    },
    /// A tensor that the network needs is not among the weights.
    #[error("the weights {name:?} are missing")]
    MissingWeights {
        /// The tensor.
        name: String,
    },
    /// A step of a graph that the converter does not know, or that does not fit what is before it.
    #[error("step {step:?}: {problem}")]
    Step {
        /// The step.
        step: String,
        /// What is wrong.
        problem: String,
    },
    /// A pickle holds something else than the state of a network.
    #[error("pickle, byte {offset}: {problem}")]
    Pickle {
        /// Where, counted from the start of the file.
        offset: usize,
        /// What is wrong.
        problem: String,
    },
}

impl ConvertError {
    pub(crate) fn weights(name: &str, problem: impl Into<String>) -> Self {
        Self::Weights { name: name.to_owned(), problem: problem.into() }
    }

    pub(crate) fn step(step: &str, problem: impl Into<String>) -> Self {
        Self::Step { step: step.to_owned(), problem: problem.into() }
    }
}
