/* Marks: the name, "begins", "half" or "ends", the time base in hexadecimal and the checksum so far. */
#include "bench.h"
#include "console.h"
#include "papr.h"
#include "power.h"

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
    sum = work(sum, 0, rounds / 2);
    mark(" half ", sum);
    sum = work(sum, rounds / 2, rounds);
    mark(" ends ", sum);
    power_off();
}
