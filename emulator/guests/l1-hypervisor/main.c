#include "l1.h"

void main(u64 device_tree)
{
    machine_discover(device_tree);
    options_parse(machine.bootargs);
    api_choose();
    if (options.verbose) {
        print("l1: nested API ");
        print(api->name);
        print("\n");
    }
    cpus_start();
    lock_take();
    memory_map_create();
    guest_create();
    guest_run();
    power_off();
}
