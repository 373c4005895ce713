/* Conversions between integers and floating point, rounding to integers, the four rounding modes, status bits. */
#include "corpus.h"

static volatile double values[] = {
    0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 2147483647.5, -2147483648.5, 4294967295.5, 1e10, -1e10,
    9223372036854775807.0, -9223372036854775808.0, 1.8446744073709552e19, 1e-310, 123456.789, __builtin_inf(),
    -__builtin_inf(), __builtin_nan("")
};

static NOINLINE u64 to_integers(u64 sum, double value)
{
    s64 wide;
    s32 word;

    asm("fctid %0,%1" : "=d"(wide) : "d"(value));
    sum = mix(sum, (u64)wide);
    asm("fctiw %0,%1" : "=d"(wide) : "d"(value));
    sum = mix(sum, (u32)wide);
    asm("fctiduz %0,%1" : "=d"(wide) : "d"(value));
    sum = mix(sum, (u64)wide);
    asm("fctiwuz %0,%1" : "=d"(wide) : "d"(value));
    sum = mix(sum, (u32)wide);
    if (value > -2e9 && value < 2e9) {
        word = (s32)value;
        sum = mix(sum, (u32)word + (u64)(s64)value + (u16)(s32)value);
        sum = mix_double(sum, (double)word - value);
    }
    return sum;
}

static NOINLINE u64 rounded(u64 sum, double value)
{
    if (value != value)
        return sum;
    sum = mix_double(sum, __builtin_floor(value));
    sum = mix_double(sum, __builtin_ceil(value));
    sum = mix_double(sum, __builtin_trunc(value));
    sum = mix_double(sum, __builtin_round(value));
    return mix_single(sum, (float)value);
}

static NOINLINE u64 from_integers(u64 sum, u64 a)
{
    sum = mix_double(sum, (double)a);
    sum = mix_double(sum, (double)(s64)a);
    sum = mix_double(sum, (double)(u32)a + (double)(s32)a);
    sum = mix_single(sum, (float)a);
    sum = mix_single(sum, (float)(s64)a);
    return mix_single(sum, (float)(s32)a + (float)(s16)a);
}

/* Without the bit FR, whether a fraction was rounded up: QEMU, the oracle, never sets it. */
#define STATUS_COMPARED 0xfffbffff

static NOINLINE u64 status(void)
{
    union { double from; u64 to; } bits;

    asm volatile("mffs %0" : "=d"(bits.from));
    return bits.to & STATUS_COMPARED;
}

static NOINLINE double quotient(double a, double b) { return a / b; }

static void set_mode(u32 mode)
{
    switch (mode) {
    case 0: asm volatile("mtfsfi 7,0"); break;
    case 1: asm volatile("mtfsfi 7,1"); break;
    case 2: asm volatile("mtfsfi 7,2"); break;
    default: asm volatile("mtfsfi 7,3"); break;
    }
}

static void clear_status(void)
{
    asm volatile("mtfsfi 0,0\n\tmtfsfi 1,0\n\tmtfsfi 2,0\n\tmtfsfi 3,0\n\tmtfsfi 4,0\n\tmtfsfi 5,0");
}

u64 program(void)
{
    u64 sum = 6, state = SEED;

    for (u32 mode = 0; mode < 4; mode++) {
        set_mode(mode);
        for (u32 i = 0; i < ARRAY_COUNT(values); i++) {
            sum = to_integers(sum, values[i]);
            sum = rounded(sum, values[i]);
            clear_status();
            sum = mix_double(sum, quotient(values[i] == values[i] ? values[i] : 1, 3.0));
            sum = mix(sum, status());
        }
        for (u32 i = 0; i < 24; i++)
            sum = from_integers(sum, next_random(&state) >> (2 * i));
    }
    set_mode(0);
    return sum;
}
