package dev.nestor.emulator.isa;

import java.util.List;

/**
 * Instructions of Power ISA 3.1 that this machine does not offer: the matrix-multiply assist. The device tree does
 * not announce it, and each raises the interrupt of an illegal instruction, as it would on a processor without it. The
 * rows are here so that the disassembler can name what a guest tried.
 */
// tidy: table, every instruction that is refused
public final class NotOffered {
    /** All of them; each decodes as illegal. The prefixed forms differ in their prefix alone. */
    public static final List<InstructionRow> ROWS = List.of(
            refused("xvbf16ger2", "111011 AT // XA XB 00110011 XA XB /", "AT,XA,XB"),
            refused("xvbf16ger2nn", "111011 AT // XA XB 11110010 XA XB /", "AT,XA,XB"),
            refused("xvbf16ger2np", "111011 AT // XA XB 01110010 XA XB /", "AT,XA,XB"),
            refused("xvbf16ger2pn", "111011 AT // XA XB 10110010 XA XB /", "AT,XA,XB"),
            refused("xvbf16ger2pp", "111011 AT // XA XB 00110010 XA XB /", "AT,XA,XB"),
            refused("xvf16ger2", "111011 AT // XA XB 00010011 XA XB /", "AT,XA,XB"),
            refused("xvf16ger2nn", "111011 AT // XA XB 11010010 XA XB /", "AT,XA,XB"),
            refused("xvf16ger2np", "111011 AT // XA XB 01010010 XA XB /", "AT,XA,XB"),
            refused("xvf16ger2pn", "111011 AT // XA XB 10010010 XA XB /", "AT,XA,XB"),
            refused("xvf16ger2pp", "111011 AT // XA XB 00010010 XA XB /", "AT,XA,XB"),
            refused("xvf32ger", "111011 AT // XA XB 00011011 XA XB /", "AT,XA,XB"),
            refused("xvf32gernn", "111011 AT // XA XB 11011010 XA XB /", "AT,XA,XB"),
            refused("xvf32gernp", "111011 AT // XA XB 01011010 XA XB /", "AT,XA,XB"),
            refused("xvf32gerpn", "111011 AT // XA XB 10011010 XA XB /", "AT,XA,XB"),
            refused("xvf32gerpp", "111011 AT // XA XB 00011010 XA XB /", "AT,XA,XB"),
            refused("xvf64ger", "111011 AT // XA XB 00111011 XA XB /", "AT,XA,XB"),
            refused("xvf64gernn", "111011 AT // XA XB 11111010 XA XB /", "AT,XA,XB"),
            refused("xvf64gernp", "111011 AT // XA XB 01111010 XA XB /", "AT,XA,XB"),
            refused("xvf64gerpn", "111011 AT // XA XB 10111010 XA XB /", "AT,XA,XB"),
            refused("xvf64gerpp", "111011 AT // XA XB 00111010 XA XB /", "AT,XA,XB"),
            refused("xvi16ger2", "111011 AT // XA XB 01001011 XA XB /", "AT,XA,XB"),
            refused("xvi16ger2pp", "111011 AT // XA XB 01101011 XA XB /", "AT,XA,XB"),
            refused("xvi16ger2s", "111011 AT // XA XB 00101011 XA XB /", "AT,XA,XB"),
            refused("xvi16ger2spp", "111011 AT // XA XB 00101010 XA XB /", "AT,XA,XB"),
            refused("xvi4ger8", "111011 AT // XA XB 00100011 XA XB /", "AT,XA,XB"),
            refused("xvi4ger8pp", "111011 AT // XA XB 00100010 XA XB /", "AT,XA,XB"),
            refused("xvi8ger4", "111011 AT // XA XB 00000011 XA XB /", "AT,XA,XB"),
            refused("xvi8ger4pp", "111011 AT // XA XB 00000010 XA XB /", "AT,XA,XB"),
            refused("xvi8ger4spp", "111011 AT // XA XB 01100011 XA XB /", "AT,XA,XB"),
            refused("xxmfacc", "011111 AT // 00000 ///// 0010110001 /", "AT"),
            refused("xxmtacc", "011111 AT // 00001 ///// 0010110001 /", "AT"),
            refused("xxsetaccz", "011111 AT // 00011 ///// 0010110001 /", "AT"));

    private NotOffered() {}

    private static InstructionRow refused(String mnemonic, String pattern, String operands) {
        return InstructionRow.row(mnemonic, pattern, operands, "I 7.6.4", (v, i) -> v.illegal(i.word))
                .refused("matrix-multiply assist is not offered");
    }
}
