package dev.nestor.emulator.hypervisor.nested.v1;

import static dev.nestor.emulator.hypervisor.nested.v1.V1Direction.CONTROL;
import static dev.nestor.emulator.hypervisor.nested.v1.V1Direction.EXIT;
import static dev.nestor.emulator.hypervisor.nested.v1.V1Direction.IN;
import static dev.nestor.emulator.hypervisor.nested.v1.V1Direction.IN_OUT;
import static dev.nestor.emulator.hypervisor.nested.v1.V1Register.NONE;
import static dev.nestor.emulator.hypervisor.nested.v1.V1Register.reg;
import static dev.nestor.emulator.hypervisor.nested.v1.V1Register.spr;

import dev.nestor.emulator.cpu.Spr;

/**
 * The first structure of H_ENTER_NESTED: struct hv_guest_state, in the byte order of the L1.
 *
 * <pre>
 * offset    field     bytes direction
 *   0 0x00  version      8  in      layout version, 1 or 2
 *   8 0x08  lpid         4  in      L1's number of the L2 partition
 *  12 0x0C  vcpu_token   4  in      L1's id of the L2 vCPU
 *  16 0x10  lpcr         8  control filtered; see V1Sanitiser
 *  24 0x18  pcr          8  control reserved bits forced to 1
 *  32 0x20  amor         8  in      ignored by both L0s that were read
 *  40 0x28  dpdes        8  in/out  doorbell pending
 *  48 0x30  hfscr        8  control limited; out: the cause byte of an F80 exit
 *  56 0x38  tb_offset    8  in      added to the L1's time base, signed
 *  64 0x40  dawr0        8  in      watchpoint 0
 *  72 0x48  dawrx0       8  in      hypervisor match cleared
 *  80 0x50  ciabr        8  in      hypervisor privilege cleared
 *  88 0x58  hdec_expiry  8  in      L1 time base at which the run ends with 980
 *  96 0x60  purr         8  in/out  counts on while the L2 runs
 * 104 0x68  spurr        8  in/out  counts on while the L2 runs
 * 112 0x70  ic           8  in/out  counts on while the L2 runs
 * 120 0x78  vtb          8  in/out  counts on while the L2 runs
 * 128 0x80  hdar         8  exit    effective address, written by an E00 exit
 * 136 0x88  hdsisr       8  exit    cause, written by an E00 exit
 * 144 0x90  heir         8  exit    instruction, written by an E40 exit
 * 152 0x98  asdr         8  exit    L2 real address, written by an E00 or E20 exit
 * 160 0xA0  srr0         8  in/out  save/restore register 0
 * 168 0xA8  srr1         8  in/out  save/restore register 1
 * 176 0xB0  sprg0        8  in/out  software register 0
 * 184 0xB8  sprg1        8  in/out  software register 1
 * 192 0xC0  sprg2        8  in/out  software register 2
 * 200 0xC8  sprg3        8  in/out  software register 3
 * 208 0xD0  pidr         8  in/out  process id
 * 216 0xD8  cfar         8  in/out  come-from address
 * 224 0xE0  ppr          8  in/out  program priority; version 1 ends after it
 * 232 0xE8  dawr1        8  in      watchpoint 1; version 2
 * 240 0xF0  dawrx1       8  in      version 2; hypervisor match cleared
 * </pre>
 *
 * <p>Version 1 has 232 bytes, version 2 has 248. Source: Linux arch/powerpc/include/asm/hvcall.h, struct
 * hv_guest_state; QEMU include/hw/ppc/spapr_nested.h, struct kvmppc_hv_guest_state.
 */
public enum HvGuestStateLayout {
    // spotless:off
    VERSION(0, 8, IN, NONE, "layout version, 1 or 2"),
    LPID(8, 4, IN, NONE, "L1's number of the L2 partition"),
    VCPU_TOKEN(12, 4, IN, NONE, "L1's id of the L2 vCPU"),
    LPCR(16, 8, CONTROL, spr(Spr.LPCR), "filtered; see V1Sanitiser"),
    PCR(24, 8, CONTROL, spr(Spr.PCR), "reserved bits forced to 1"),
    AMOR(32, 8, IN, NONE, "ignored by both L0s that were read"),
    DPDES(40, 8, IN_OUT, spr(Spr.DPDES), "doorbell pending"),
    HFSCR(48, 8, CONTROL, spr(Spr.HFSCR), "limited; out: the cause byte of an F80 exit"),
    TB_OFFSET(56, 8, IN, reg(s -> s.tbOffset, (s, v) -> s.tbOffset = v), "added to the L1's time base, signed"),
    DAWR0(64, 8, IN, spr(Spr.DAWR0), "watchpoint 0"),
    DAWRX0(72, 8, IN, spr(Spr.DAWRX0), "hypervisor match cleared"),
    CIABR(80, 8, IN, spr(Spr.CIABR), "hypervisor privilege cleared"),
    HDEC_EXPIRY(88, 8, IN, NONE, "L1 time base at which the run ends with 980"),
    PURR(96, 8, IN_OUT, spr(Spr.PURR), "counts on while the L2 runs"),
    SPURR(104, 8, IN_OUT, spr(Spr.SPURR), "counts on while the L2 runs"),
    IC(112, 8, IN_OUT, spr(Spr.IC), "counts on while the L2 runs"),
    VTB(120, 8, IN_OUT, spr(Spr.VTB), "counts on while the L2 runs"),
    HDAR(128, 8, EXIT, NONE, "effective address, written by an E00 exit"),
    HDSISR(136, 8, EXIT, NONE, "cause, written by an E00 exit"),
    HEIR(144, 8, EXIT, NONE, "instruction, written by an E40 exit"),
    ASDR(152, 8, EXIT, NONE, "L2 real address, written by an E00 or E20 exit"),
    SRR0(160, 8, IN_OUT, spr(Spr.SRR0), "save/restore register 0"),
    SRR1(168, 8, IN_OUT, spr(Spr.SRR1), "save/restore register 1"),
    SPRG0(176, 8, IN_OUT, spr(Spr.SPRG0), "software register 0"),
    SPRG1(184, 8, IN_OUT, spr(Spr.SPRG1), "software register 1"),
    SPRG2(192, 8, IN_OUT, spr(Spr.SPRG2), "software register 2"),
    SPRG3(200, 8, IN_OUT, spr(Spr.SPRG3), "software register 3"),
    PIDR(208, 8, IN_OUT, spr(Spr.PIDR), "process id"),
    CFAR(216, 8, IN_OUT, reg(s -> s.cfar, (s, v) -> s.cfar = v), "come-from address"),
    PPR(224, 8, IN_OUT, spr(Spr.PPR), "program priority; version 1 ends after it"),
    DAWR1(232, 8, IN, spr(Spr.DAWR1), "watchpoint 1; version 2"),
    DAWRX1(240, 8, IN, spr(Spr.DAWRX1), "version 2; hypervisor match cleared");
    // spotless:on

    /** Bytes of version 1. */
    public static final int BYTES_VERSION_1 = 232;

    /** Bytes of version 2. */
    public static final int BYTES_VERSION_2 = 248;

    /** First id of these fields where fields and state elements share a numbering; the offset is added. */
    public static final int ID_FIRST = 0x1_0000;

    private final int offset;
    private final int sizeBytes;
    private final V1Direction direction;
    private final V1Register register;
    private final String says;

    HvGuestStateLayout(int offset, int sizeBytes, V1Direction direction, V1Register register, String says) {
        this.offset = offset;
        this.sizeBytes = sizeBytes;
        this.direction = direction;
        this.register = register;
        this.says = says;
    }

    /** Offset in the structure, in bytes. */
    public int offset() {
        return offset;
    }

    /** Size in bytes: 4 or 8. */
    public int sizeBytes() {
        return sizeBytes;
    }

    /** Which way it goes. */
    public V1Direction direction() {
        return direction;
    }

    /** What it is, one phrase. */
    public String says() {
        return says;
    }

    /** The register that the field is loaded into at an entry, and that the L1 gets back at the exit. */
    V1Register register() {
        return register;
    }

    /** Bytes of a version; 0 for a version that does not exist. */
    public static int bytesOf(long version) {
        if (version == 1) {
            return BYTES_VERSION_1;
        }
        return version == 2 ? BYTES_VERSION_2 : 0;
    }

    /** How many fields the first {@code bytes} bytes hold. */
    public static int fieldsIn(int bytes) {
        int count = 0;
        for (HvGuestStateLayout field : values()) {
            count += field.offset + field.sizeBytes <= bytes ? 1 : 0;
        }
        return count;
    }
}
