#include "l1.h"

void main(u64 device_tree)
{
    u64 l2_entry, l2_device_tree;

    machine_discover(device_tree);
    options_parse(machine.bootargs);
    api_choose();
    if (options.verbose) {
        print("l1: nested API ");
        print(api->name);
        print("\n");
    }
    memory_map_create();
    l2_entry = image_load(&l2_device_tree);
    guest_create();
    vcpu_start(guest.vcpu[0], l2_entry, l2_device_tree);
    guest_run();
    power_off();
}
