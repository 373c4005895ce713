/* A cheap hypercall about every fifty instructions. */
#include "workload.h"

#define CALL_COUNT 20000
#define WORK_COUNT 6

void main(u64 device_tree)
{
    u64 sum = 1;
    u32 refused = 0;

    (void)device_tree;
    for (u64 call = 0; call < CALL_COUNT; call++) {
        for (u64 work = 0; work < WORK_COUNT; work++)
            sum = mix(sum, call + work);
        if (hcall4(H_PROD, 0, 0, 0, 0) != H_SUCCESS)
            refused++;
    }
    print("l2-exit-storm: calls ");
    print_decimal(CALL_COUNT);
    print(" refused ");
    print_decimal(refused);
    print("\n");
    print_checksum("l2-exit-storm", sum);
    power_off();
}
