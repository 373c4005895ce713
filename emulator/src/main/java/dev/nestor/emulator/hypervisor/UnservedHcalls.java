package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import java.util.List;

/** Hypercalls that a pseries kernel knows and this platform does not offer: they have names, and answer H_FUNCTION. */
final class UnservedHcalls {
    private static final String SOURCE = "number and name: Linux arch/powerpc/include/asm/hvcall.h";

    // spotless:off
    /** The rows. */
    static final List<HcallRow<?>> ROWS = List.of(
        unserved(0x04, "H_REMOVE"),
        unserved(0x08, "H_ENTER"),
        unserved(0x0C, "H_READ"),
        unserved(0x10, "H_CLEAR_MOD"),
        unserved(0x14, "H_CLEAR_REF"),
        unserved(0x18, "H_PROTECT"),
        unserved(0x1C, "H_GET_TCE"),
        unserved(0x20, "H_PUT_TCE"),
        unserved(0x3C, "H_LOGICAL_CI_LOAD"),
        unserved(0x40, "H_LOGICAL_CI_STORE"),
        unserved(0x44, "H_LOGICAL_CACHE_LOAD"),
        unserved(0x48, "H_LOGICAL_CACHE_STORE"),
        unserved(0x4C, "H_LOGICAL_ICBI"),
        unserved(0x50, "H_LOGICAL_DCBF"),
        unserved(0xF0, "H_PURR"),
        unserved(0x100, "H_REG_CRQ"),
        unserved(0x104, "H_FREE_CRQ"),
        unserved(0x108, "H_VIO_SIGNAL"),
        unserved(0x10C, "H_SEND_CRQ"),
        unserved(0x138, "H_STUFF_TCE"),
        unserved(0x13C, "H_PUT_TCE_INDIRECT"),
        unserved(0x164, "H_BULK_REMOVE"),
        unserved(0x1EC, "H_GET_PPP"),
        unserved(0x1F0, "H_SET_PPP"),
        unserved(0x1F4, "H_PURR_2"),
        unserved(0x244, "H_GET_MPP"),
        unserved(0x24C, "H_GET_EM_PARMS"),
        unserved(0x294, "H_BEST_ENERGY"),
        unserved(0x2A4, "H_BLOCK_REMOVE"),
        unserved(0x314, "H_GET_MPP_X"),
        unserved(0x358, "H_SIGNAL_SYS_RESET"),
        unserved(0x36C, "H_RESIZE_HPT_PREPARE"),
        unserved(0x370, "H_RESIZE_HPT_COMMIT"),
        unserved(0x3A8, "H_INT_GET_SOURCE_INFO"),
        unserved(0x3AC, "H_INT_SET_SOURCE_CONFIG"),
        unserved(0x3B0, "H_INT_GET_SOURCE_CONFIG"),
        unserved(0x3B4, "H_INT_GET_QUEUE_INFO"),
        unserved(0x3B8, "H_INT_SET_QUEUE_CONFIG"),
        unserved(0x3BC, "H_INT_GET_QUEUE_CONFIG"),
        unserved(0x3C0, "H_INT_SET_OS_REPORTING_LINE"),
        unserved(0x3C4, "H_INT_GET_OS_REPORTING_LINE"),
        unserved(0x3C8, "H_INT_ESB"),
        unserved(0x3CC, "H_INT_SYNC"),
        unserved(0x3D0, "H_INT_RESET"),
        unserved(0x45C, "H_WATCHDOG"));
    // spotless:on

    private UnservedHcalls() {}

    private static HcallRow<Void> unserved(int opcode, String name) {
        return HcallRow.unserved(opcode, name, Offered.ALWAYS).from(SOURCE);
    }
}
