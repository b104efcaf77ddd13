//! Kernels on as many samples at once as the processor takes.

/// Runs a kernel with the vector instructions of this processor: it is compiled for those that every processor of its
/// kind has and, on x86, for AVX2 as well.
///
/// Both give the same bits: the compiler fuses and reorders no operation on floating-point numbers. What the kernel calls
/// has to be `#[inline(always)]`; the rest of it runs as it would elsewhere.
pub fn vectorised<R>(kernel: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(kernel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_gives_the_same_bits() {
        let values: Vec<f32> = (0..1000_u16).map(|at| f32::from(at).sin() * 1e3).collect();
        let kernel = || values.iter().zip(&values[1..]).map(|(a, b)| a * b + a).sum::<f32>();
        assert_eq!(vectorised(kernel).to_bits(), kernel().to_bits());
    }
}
