/*
 * The loads that recording is measured with, as long as the boot arguments ask for: "compute=<rounds>" hardly ever
 * leaves the L2, "storm=<calls>" makes a hypercall about every fifty instructions, "churn=<calls>" gives every register
 * it may write another value before each.
 */
#include "probe.h"

#define SIEVE_LIMIT 400000
#define WORDS 8192
#define STORM_WORK 6

/* churn.S: changes all registers and makes the hypercall; what came back in r3. */
s64 churn(u64 opcode, u64 value);

static u8 composite[SIEVE_LIMIT];
static u64 words[WORDS];
static u64 refused;

/* A round of about 4.5 million instructions: bytes at strides, words at random, arithmetic. */
static u64 compute(u64 sum, u64 round)
{
    u64 state = round + 88172645463325252UL;
    u64 i, multiple;

    for (i = 0; i < SIEVE_LIMIT; i++)
        composite[i] = 0;
    for (i = 2; i < SIEVE_LIMIT; i++) {
        if (composite[i])
            continue;
        sum = mix(sum, i);
        for (multiple = i * i; multiple < SIEVE_LIMIT; multiple += i)
            composite[multiple] = 1;
    }
    for (i = 0; i < WORDS; i++)
        words[i] = next_random(&state);
    for (i = 0; i < 4 * WORDS; i++)
        sum = mix(sum, words[(sum >> 11) % WORDS]++);
    return sum;
}

static u64 storm(u64 sum, u64 call)
{
    for (u64 work = 0; work < STORM_WORK; work++)
        sum = mix(sum, call + work);
    if (hcall4(H_PROD, 0, 0, 0, 0) != H_SUCCESS)
        refused++;
    return sum;
}

static u64 churned(u64 sum, u64 call)
{
    sum = mix(sum, call);
    if (churn(H_PROD, sum) != H_SUCCESS)
        refused++;
    return sum;
}

static const struct { const char *name; u64 (*round)(u64 sum, u64 round); } loads[] = {
    { "compute=", compute },
    { "storm=", storm },
    { "churn=", churned },
};

static u64 number(const char *text)
{
    u64 value = 0;

    while (*text >= '0' && *text <= '9')
        value = 10 * value + (u64)(*text++ - '0');
    return value;
}

void main(u64 device_tree)
{
    const char *arguments = boot_arguments(device_tree);

    for (u32 i = 0; i < ARRAY_COUNT(loads); i++) {
        if (text_starts(arguments, loads[i].name)) {
            u64 rounds = number(arguments + text_length(loads[i].name));
            u64 sum = 1;

            for (u64 round = 0; round < rounds; round++)
                sum = loads[i].round(sum, round);
            print("l2-load: refused ");
            print_decimal(refused);
            print("\n");
            print_checksum("l2-load", sum);
            power_off();
        }
    }
    print("l2-load: no load in the boot arguments\n");
    power_off();
}
