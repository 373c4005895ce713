package dev.nestor.emulator.isa;

import java.util.List;
import java.util.stream.Stream;

/**
 * Instructions of Power ISA 3.1 that this machine does not offer: decimal floating point and the matrix-multiply
 * assist. The device tree does not announce them, and each raises the interrupt of an illegal instruction, as it would
 * on a processor without them. Their rows are here so that the disassembler can name what a guest tried.
 */
// tidy: table, every instruction that is refused
public final class NotOffered {
    private static final String MATRIX_SECTION = "I 7.6.4";
    private static final List<InstructionRow> DECIMAL = List.of(
            refused("dadd", "111011 FRT FRA FRB 0000000010 Rc", "FRT,FRA,FRB", "I 5.6.1"),
            refused("daddq", "111111 FRT FRA FRB 0000000010 Rc", "FRT,FRA,FRB", "I 5.6.1"),
            refused("dsub", "111011 FRT FRA FRB 1000000010 Rc", "FRT,FRA,FRB", "I 5.6.1"),
            refused("dsubq", "111111 FRT FRA FRB 1000000010 Rc", "FRT,FRA,FRB", "I 5.6.1"),
            refused("dmul", "111011 FRT FRA FRB 0000100010 Rc", "FRT,FRA,FRB", "I 5.6.1"),
            refused("dmulq", "111111 FRT FRA FRB 0000100010 Rc", "FRT,FRA,FRB", "I 5.6.1"),
            refused("ddiv", "111011 FRT FRA FRB 1000100010 Rc", "FRT,FRA,FRB", "I 5.6.1"),
            refused("ddivq", "111111 FRT FRA FRB 1000100010 Rc", "FRT,FRA,FRB", "I 5.6.1"),
            refused("diex", "111011 FRT FRA FRB 1101100010 Rc", "FRT,FRA,FRB", "I 5.6.6"),
            refused("diexq", "111111 FRT FRA FRB 1101100010 Rc", "FRT,FRA,FRB", "I 5.6.6"),
            refused("dcmpu", "111011 BF // FRA FRB 1010000010 /", "BF,FRA,FRB", "I 5.6.2"),
            refused("dcmpuq", "111111 BF // FRA FRB 1010000010 /", "BF,FRA,FRB", "I 5.6.2"),
            refused("dcmpo", "111011 BF // FRA FRB 0010000010 /", "BF,FRA,FRB", "I 5.6.2"),
            refused("dcmpoq", "111111 BF // FRA FRB 0010000010 /", "BF,FRA,FRB", "I 5.6.2"),
            refused("dtstex", "111011 BF // FRA FRB 0010100010 /", "BF,FRA,FRB", "I 5.6.3"),
            refused("dtstexq", "111111 BF // FRA FRB 0010100010 /", "BF,FRA,FRB", "I 5.6.3"),
            refused("dtstsf", "111011 BF // FRA FRB 1010100010 /", "BF,FRA,FRB", "I 5.6.3"),
            refused("dtstsfq", "111111 BF // FRA FRB 1010100010 /", "BF,FRA,FRB", "I 5.6.3"),
            refused("dtstsfi", "111011 BF / UIM FRB 1010100011 /", "BF,UIM,FRB", "I 5.6.3"),
            refused("dtstdc", "111011 BF // FRA DCM 011000010 /", "BF,FRA,DCM", "I 5.6.3"),
            refused("dtstdg", "111011 BF // FRA DCM 011100010 /", "BF,FRA,DCM", "I 5.6.3"),
            refused("dquai", "111011 FRT TE FRB RMC 01000011 Rc", "TE,FRT,FRB,RMC", "I 5.6.4"),
            refused("dqua", "111011 FRT FRA FRB RMC 00000011 Rc", "FRT,FRA,FRB,RMC", "I 5.6.4"),
            refused("drrnd", "111011 FRT FRA FRB RMC 00100011 Rc", "FRT,FRA,FRB,RMC", "I 5.6.4"),
            refused("drintx", "111011 FRT //// R FRB RMC 01100011 Rc", "R,FRT,FRB,RMC", "I 5.6.4"),
            refused("drintn", "111011 FRT //// R FRB RMC 11100011 Rc", "R,FRT,FRB,RMC", "I 5.6.4"),
            refused("dscli", "111011 FRT FRA DSH 001000010 Rc", "FRT,FRA,DSH", "I 5.6.6"),
            refused("dscri", "111011 FRT FRA DSH 001100010 Rc", "FRT,FRA,DSH", "I 5.6.6"),
            refused("dctfix", "111011 FRT ///// FRB 0100100010 Rc", "FRT,FRB", "I 5.6.5"),
            refused("dxex", "111011 FRT ///// FRB 0101100010 Rc", "FRT,FRB", "I 5.6.6"),
            refused("dcffix", "111011 FRT ///// FRB 1100100010 Rc", "FRT,FRB", "I 5.6.5"),
            refused("ddedpd", "111011 FRT SP /// FRB 0101000010 Rc", "SP,FRT,FRB", "I 5.6.6"),
            refused("denbcd", "111011 FRT S //// FRB 1101000010 Rc", "S,FRT,FRB", "I 5.6.6"),
            refused("dtstsfiq", "111111 BF / UIM FRB 1010100011 /", "BF,UIM,FRB", "I 5.6.3"),
            refused("dtstdcq", "111111 BF // FRA DCM 011000010 /", "BF,FRA,DCM", "I 5.6.3"),
            refused("dtstdgq", "111111 BF // FRA DCM 011100010 /", "BF,FRA,DCM", "I 5.6.3"),
            refused("dquaiq", "111111 FRT TE FRB RMC 01000011 Rc", "TE,FRT,FRB,RMC", "I 5.6.4"),
            refused("dquaq", "111111 FRT FRA FRB RMC 00000011 Rc", "FRT,FRA,FRB,RMC", "I 5.6.4"),
            refused("drrndq", "111111 FRT FRA FRB RMC 00100011 Rc", "FRT,FRA,FRB,RMC", "I 5.6.4"),
            refused("drintxq", "111111 FRT //// R FRB RMC 01100011 Rc", "R,FRT,FRB,RMC", "I 5.6.4"),
            refused("drintnq", "111111 FRT //// R FRB RMC 11100011 Rc", "R,FRT,FRB,RMC", "I 5.6.4"),
            refused("dscliq", "111111 FRT FRA DSH 001000010 Rc", "FRT,FRA,DSH", "I 5.6.6"),
            refused("dscriq", "111111 FRT FRA DSH 001100010 Rc", "FRT,FRA,DSH", "I 5.6.6"),
            refused("dctfixq", "111111 FRT ///// FRB 0100100010 Rc", "FRT,FRB", "I 5.6.5"),
            refused("dxexq", "111111 FRT ///// FRB 0101100010 Rc", "FRT,FRB", "I 5.6.6"),
            refused("dcffixq", "111111 FRT ///// FRB 1100100010 Rc", "FRT,FRB", "I 5.6.5"),
            refused("ddedpdq", "111111 FRT SP /// FRB 0101000010 Rc", "SP,FRT,FRB", "I 5.6.6"),
            refused("denbcdq", "111111 FRT S //// FRB 1101000010 Rc", "S,FRT,FRB", "I 5.6.6"),
            refused("dctdp", "111011 FRT ///// FRB 0100000010 Rc", "FRT,FRB", "I 5.6.5"),
            refused("drsp", "111011 FRT ///// FRB 1100000010 Rc", "FRT,FRB", "I 5.6.5"),
            refused("dctqpq", "111111 FRT ///// FRB 0100000010 Rc", "FRT,FRB", "I 5.6.5"),
            refused("drdpq", "111111 FRT ///// FRB 1100000010 Rc", "FRT,FRB", "I 5.6.5"),
            refused("dcffixqq", "111111 FRT 00000 VRB 1111100010 /", "FRT,VRB", "I 5.6.5"),
            refused("dctfixqq", "111111 VRT 00001 FRB 1111100010 /", "VRT,FRB", "I 5.6.5"));

    private static final List<InstructionRow> MATRIX = List.of(
            refused("xvbf16ger2", "111011 AT // XA XB 00110011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvbf16ger2nn", "111011 AT // XA XB 11110010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvbf16ger2np", "111011 AT // XA XB 01110010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvbf16ger2pn", "111011 AT // XA XB 10110010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvbf16ger2pp", "111011 AT // XA XB 00110010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf16ger2", "111011 AT // XA XB 00010011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf16ger2nn", "111011 AT // XA XB 11010010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf16ger2np", "111011 AT // XA XB 01010010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf16ger2pn", "111011 AT // XA XB 10010010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf16ger2pp", "111011 AT // XA XB 00010010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf32ger", "111011 AT // XA XB 00011011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf32gernn", "111011 AT // XA XB 11011010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf32gernp", "111011 AT // XA XB 01011010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf32gerpn", "111011 AT // XA XB 10011010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf32gerpp", "111011 AT // XA XB 00011010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf64ger", "111011 AT // XA XB 00111011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf64gernn", "111011 AT // XA XB 11111010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf64gernp", "111011 AT // XA XB 01111010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf64gerpn", "111011 AT // XA XB 10111010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvf64gerpp", "111011 AT // XA XB 00111010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi16ger2", "111011 AT // XA XB 01001011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi16ger2pp", "111011 AT // XA XB 01101011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi16ger2s", "111011 AT // XA XB 00101011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi16ger2spp", "111011 AT // XA XB 00101010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi4ger8", "111011 AT // XA XB 00100011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi4ger8pp", "111011 AT // XA XB 00100010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi8ger4", "111011 AT // XA XB 00000011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi8ger4pp", "111011 AT // XA XB 00000010 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xvi8ger4spp", "111011 AT // XA XB 01100011 XA XB /", "AT,XA,XB", MATRIX_SECTION),
            refused("xxmfacc", "011111 AT // 00000 ///// 0010110001 /", "AT", MATRIX_SECTION),
            refused("xxmtacc", "011111 AT // 00001 ///// 0010110001 /", "AT", MATRIX_SECTION),
            refused("xxsetaccz", "011111 AT // 00011 ///// 0010110001 /", "AT", MATRIX_SECTION));

    /** All of them; each decodes as illegal. The prefixed forms of MATRIX differ in their prefix alone. */
    public static final List<InstructionRow> ROWS =
            Stream.concat(DECIMAL.stream(), MATRIX.stream()).toList();

    private NotOffered() {}

    private static InstructionRow refused(String mnemonic, String pattern, String operands, String section) {
        boolean matrix = section.equals(MATRIX_SECTION);
        return InstructionRow.row(mnemonic, pattern, operands, section, (v, i) -> v.illegal(i.word))
                .refused(matrix ? "matrix-multiply assist is not offered" : "decimal floating point is not offered");
    }
}
