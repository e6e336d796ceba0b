//! Which vectors a kernel runs with: on x86-64 those of AVX2 where the program finds them, in WebAssembly those that the build has, else
//! arrays. The bodies are the same, so are the bits.

/// Whether the processor has what the wider builds are compiled for.
#[cfg(target_arch = "x86_64")]
#[inline]
#[must_use]
pub fn is_wide() -> bool {
    is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("popcnt")
}

/// Makes functions that call a body, generic over [`Lanes`](super::Lanes) and inlined always, with the best vectors there are.
#[macro_export]
macro_rules! dispatch {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident = $body:ident, ($($arg:ident: $type:ty),+) $(-> $out:ty)?;)+) => { $(
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "a kernel takes what it works on")]
        #[cfg_attr(target_arch = "wasm32", inline(never))]
        #[cfg_attr(not(target_arch = "wasm32"), inline)]
        $vis fn $name($($arg: $type),+) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,bmi1,popcnt")]
                #[allow(clippy::too_many_arguments, reason = "as the kernel itself")]
                fn wide($($arg: $type),+) $(-> $out)? {
                    $body::<$crate::lanes::Avx>($($arg),+)
                }
                if $crate::dispatch::is_wide() {
                    // SAFETY: the processor has what `wide` was compiled for.
                    #[allow(unsafe_code, reason = "a function for a certain processor may only be called on it")]
                    return unsafe { wide($($arg),+) };
                }
            }
            #[cfg(target_feature = "simd128")]
            return $body::<$crate::lanes::Simd>($($arg),+);
            #[cfg(not(target_feature = "simd128"))]
            return $body::<$crate::lanes::Array>($($arg),+);
        }
    )+ };
}
/// Makes functions that call a body, inlined always, with the widest vectors that the compiler may use for it.
///
/// A closure would not do: it is compiled for every processor, and is brought into the function for wider vectors only where the optimiser
/// happens to choose so.
#[macro_export]
macro_rules! widened {
    ($($(#[$meta:meta])* $vis:vis fn $name:ident = $body:ident, ($($arg:ident: $type:ty),+);)+) => { $(
        $(#[$meta])*
        #[allow(clippy::too_many_arguments, reason = "as the body itself")]
        #[inline]
        $vis fn $name($($arg: $type),+) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,bmi1,popcnt")]
                #[allow(clippy::too_many_arguments, reason = "as the body itself")]
                fn wide($($arg: $type),+) {
                    $body($($arg),+)
                }
                if $crate::dispatch::is_wide() {
                    // SAFETY: the processor has what `wide` was compiled for.
                    #[allow(unsafe_code, reason = "a function for a certain processor may only be called on it")]
                    return unsafe { wide($($arg),+) };
                }
            }
            $body($($arg),+)
        }
    )+ };
}
