/* Says where it is. */
#include "workload.h"

void main(u64 device_tree)
{
    bool little = mfmsr() & MSR_LE;

    (void)device_tree;
    print("l2-hello: greetings from a ");
    print(little ? "little" : "big");
    print("-endian L2\n");
    power_off();
}
