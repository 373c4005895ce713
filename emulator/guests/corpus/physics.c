/* Bodies under gravity, a Fourier transform, the Mandelbrot set, an integral, a root by bisection. */
#include "corpus.h"

#define POINTS 32

struct body { double place[3], speed[3], mass; };

static struct body bodies[4];
static double real[POINTS], imaginary[POINTS];

static NOINLINE void advance(double step)
{
    for (u32 i = 0; i < 4; i++)
        for (u32 j = i + 1; j < 4; j++) {
            double d[3], square = 0, pull;

            for (u32 k = 0; k < 3; k++) {
                d[k] = bodies[i].place[k] - bodies[j].place[k];
                square += d[k] * d[k];
            }
            pull = step / (square * __builtin_sqrt(square));
            for (u32 k = 0; k < 3; k++) {
                bodies[i].speed[k] -= d[k] * bodies[j].mass * pull;
                bodies[j].speed[k] += d[k] * bodies[i].mass * pull;
            }
        }
    for (u32 i = 0; i < 4; i++)
        for (u32 k = 0; k < 3; k++)
            bodies[i].place[k] += step * bodies[i].speed[k];
}

static NOINLINE void transform(void)
{
    for (u32 i = 1, j = 0; i < POINTS; i++) {
        u32 bit = POINTS / 2;

        for (; j & bit; bit /= 2)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            double kept = real[i];

            real[i] = real[j];
            real[j] = kept;
        }
    }
    /* The step doubles the angle backwards from a half turn: its cosine and sine by half-angle formulas. */
    for (u32 length = 2, level = 0; length <= POINTS; length *= 2, level++) {
        double cosine = -1, sine = 0;

        for (u32 k = 0; k < level; k++) {
            sine = __builtin_sqrt((1 - cosine) / 2);
            cosine = __builtin_sqrt((1 + cosine) / 2);
        }
        for (u32 start = 0; start < POINTS; start += length) {
            double wr = 1, wi = 0;

            for (u32 k = 0; k < length / 2; k++) {
                u32 p = start + k, q = p + length / 2;
                double tr = real[q] * wr - imaginary[q] * wi, ti = real[q] * wi + imaginary[q] * wr, kept = wr;

                real[q] = real[p] - tr;
                imaginary[q] = imaginary[p] - ti;
                real[p] += tr;
                imaginary[p] += ti;
                wr = wr * cosine - wi * sine;
                wi = kept * sine + wi * cosine;
            }
        }
    }
}

static NOINLINE u32 escape(float x, float y)
{
    float a = 0, b = 0;
    u32 count = 0;

    for (; count < 30 && a * a + b * b < 4.0f; count++) {
        float next = a * a - b * b + x;

        b = 2 * a * b + y;
        a = next;
    }
    return count;
}

static NOINLINE double integral(double (*f)(double), double from, double to, u32 parts)
{
    double width = (to - from) / parts, total = f(from) + f(to);

    for (u32 i = 1; i < parts; i++)
        total += f(from + i * width) * (i & 1 ? 4 : 2);
    return total * width / 3;
}
static NOINLINE double curve(double x) { return x * x * x - 2 * x + 1 / (1 + x * x); }

u64 program(void)
{
    u64 sum = 26, state = SEED;
    double low = -3, high = 0;

    for (u32 i = 0; i < 4; i++) {
        for (u32 k = 0; k < 3; k++) {
            bodies[i].place[k] = (double)(s64)next_random(&state) * 0x1p-60;
            bodies[i].speed[k] = (double)(s32)next_random(&state) * 0x1p-32;
        }
        bodies[i].mass = i + 1;
    }
    for (u32 i = 0; i < 12; i++)
        advance(0.01);
    for (u32 i = 0; i < 4; i++)
        sum = mix_double(sum, bodies[i].place[i % 3] + bodies[i].speed[0]);
    for (u32 i = 0; i < POINTS; i++)
        real[i] = (double)(next_random(&state) >> 50);
    transform();
    for (u32 i = 0; i < POINTS; i++)
        sum = mix_double(sum, real[i] - imaginary[i]);
    for (float y = -1; y < 1; y += 0.25f)
        for (float x = -2; x < 0.5f; x += 0.25f)
            sum = mix(sum, escape(x, y));
    sum = mix_double(sum, integral(curve, -1, 2, 60));
    for (u32 i = 0; i < 50; i++) {
        double middle = (low + high) / 2;

        if (curve(middle) < 0)
            low = middle;
        else
            high = middle;
    }
    return mix_double(sum, low);
}
