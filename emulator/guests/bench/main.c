/* Marks: the name, "begins", "eighth" or "ends", the time base in hexadecimal and the checksum so far. */
#include "bench.h"
#include "console.h"
#include "papr.h"
#include "power.h"

#define PARTS 8

static void mark(const char *name, u64 sum)
{
    u64 now = timebase();

    print(KERNEL);
    print(name);
    print_hex(now);
    print(" ");
    print_hex(sum);
    print("\n");
}

void main(u64 device_tree)
{
    u64 sum = device_tree & 0;

    mark(" begins ", sum);
    prepare();
    for (u32 part = 0; part < PARTS; part++) {
        sum = work(sum, rounds / PARTS * part, rounds / PARTS * (part + 1));
        mark(part + 1 < PARTS ? " eighth " : " ends ", sum);
    }
    power_off();
}
