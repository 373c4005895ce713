/* The boot arguments, out of the device tree. */
#include "fdt.h"
#include "probe.h"

const char *boot_arguments(u64 device_tree)
{
    const u8 *tree = (const u8 *)device_tree;
    const u8 *at = tree + read_be32(tree + FDT_STRUCTURE);
    const char *names = (const char *)tree + read_be32(tree + FDT_STRINGS);

    for (;;) {
        u32 token = read_be32(at);

        at += 4;
        if (token == FDT_BEGIN_NODE) {
            at += ALIGN_UP(text_length((const char *)at) + 1, 4);
        } else if (token == FDT_PROP) {
            if (text_equal(names + read_be32(at + 4), "bootargs"))
                return (const char *)at + 8;
            at += 8 + ALIGN_UP((u64)read_be32(at), 4);
        } else if (token == FDT_END) {
            return "";
        }
    }
}
