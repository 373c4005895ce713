package dev.nestor.emulator.isa;

/**
 * Runs the semantics of an instruction; the commonest through a switch over constants, which HotSpot turns into direct
 * calls and inlines, where a call through the interface costs a search for the method each time.
 *
 * <p>Which they are is named by one word each; a decoded instruction whose semantics are the same gets its number.
 */
final class CommonSemantics {
    private static final int[] WORDS = {
        0x7C64_2A14, // add 3,4,5
        0xE864_0008, // ld 3,8(4)
        0xF864_0008, // std 3,8(4)
        0x3864_0001, // addi 3,4,1
        0x3860_0001, // li 3,1
        0x7C83_2378, // mr 3,4
        0x7883_2980, // rldicl 3,4,5,6
        0x7C64_29D2, // mulld 3,4,5
        0x7C64_2850, // subf 3,4,5
        0x4182_0008, // beq 0,.+8
        0x4082_0008, // bne 0,.+8
        0x7C83_2A78, // xor 3,4,5
        0x2C03_0005, // cmpwi 3,5
        0x7C64_282A, // ldx 3,4,5
        0x7C64_2910, // subfe 3,4,5
        0x7C64_2810, // subfc 3,4,5
        0x7C23_2040, // cmpld 3,4
        0x4200_0008, // bdnz .+8
        0x7C83_07B4, // extsw 3,4
        0x6000_0000, // nop
        0x7883_2984, // rldicr 3,4,5,6
        0x5483_298E, // rlwinm 3,4,5,6,7
        0x7C03_2040, // cmplw 3,4
        0x7883_298C, // rldimi 3,4,5,6
        0x7C64_00D0, // neg 3,4
        0x7C64_292A, // stdx 3,4,5
        0x4E80_0020, // blr
        0xE864_0009, // ldu 3,8(4)
        0x4800_0009, // bl .+8
        0x7C68_02A6, // mflr 3
        0x7C68_03A6, // mtlr 3
        0x7C69_03A6, // mtctr 3
        0x8064_0008, // lwz 3,8(4)
        0x7083_0005, // andi. 3,4,5
        0x8C64_0008, // lbzu 3,8(4)
        0x2C23_0005, // cmpdi 3,5
        0x8864_0008, // lbz 3,8(4)
        0x7C83_2838, // and 3,4,5
        0x4800_0008, // b .+8
        0x7C83_2B78, // or 3,4,5
        0xF864_0009, // stdu 3,8(4)
        0x7883_2988, // rldic 3,4,5,6
        0x7C83_2878, // andc 3,4,5
        0x7C03_2000, // cmpw 3,4
        0x7C64_28AE, // lbzx 3,4,5
        0x2803_0005, // cmplwi 3,5
        0x9064_0008, // stw 3,8(4)
        0x7C83_0074, // cntlzd 3,4
        0x6083_0005, // ori 3,4,5
        0x2823_0005, // cmpldi 3,5
        0x7C78_0120, // mtocrf 0x80,3
        0x5083_298E, // rlwimi 3,4,5,6,7
        0x7C23_2000, // cmpd 3,4
        0x9864_0008, // stb 3,8(4)
        0x7C64_282E, // lwzx 3,4,5
        0xB064_0008, // sth 3,8(4)
        0xA064_0008, // lhz 3,8(4)
        0x7C83_2C36, // srd 3,4,5
        0x7C83_2836, // sld 3,4,5
        0x4E80_0420, // bctr
        0x4E80_0421, // bctrl
        0x7C64_0194, // addze 3,4
        0x7C64_2914, // adde 3,4,5
        0x7C64_2851, // subf. 3,4,5
        0x5483_298F, // rlwinm. 3,4,5,6,7
        0x4D82_0020, // beqlr
        0x1C64_0005, // mulli 3,4,5
        0x3C64_0001, // addis 3,4,1
    };

    private static final Semantics[] COMMON = new Semantics[WORDS.length];

    static {
        Decoder decoder = new Decoder();
        for (int i = 0; i < WORDS.length; i++) {
            COMMON[i] = decoder.decode(WORDS[i]).semantics;
        }
    }

    private static final Semantics S1 = COMMON[0];
    private static final Semantics S2 = COMMON[1];
    private static final Semantics S3 = COMMON[2];
    private static final Semantics S4 = COMMON[3];
    private static final Semantics S5 = COMMON[4];
    private static final Semantics S6 = COMMON[5];
    private static final Semantics S7 = COMMON[6];
    private static final Semantics S8 = COMMON[7];
    private static final Semantics S9 = COMMON[8];
    private static final Semantics S10 = COMMON[9];
    private static final Semantics S11 = COMMON[10];
    private static final Semantics S12 = COMMON[11];
    private static final Semantics S13 = COMMON[12];
    private static final Semantics S14 = COMMON[13];
    private static final Semantics S15 = COMMON[14];
    private static final Semantics S16 = COMMON[15];
    private static final Semantics S17 = COMMON[16];
    private static final Semantics S18 = COMMON[17];
    private static final Semantics S19 = COMMON[18];
    private static final Semantics S20 = COMMON[19];
    private static final Semantics S21 = COMMON[20];
    private static final Semantics S22 = COMMON[21];
    private static final Semantics S23 = COMMON[22];
    private static final Semantics S24 = COMMON[23];
    private static final Semantics S25 = COMMON[24];
    private static final Semantics S26 = COMMON[25];
    private static final Semantics S27 = COMMON[26];
    private static final Semantics S28 = COMMON[27];
    private static final Semantics S29 = COMMON[28];
    private static final Semantics S30 = COMMON[29];
    private static final Semantics S31 = COMMON[30];
    private static final Semantics S32 = COMMON[31];
    private static final Semantics S33 = COMMON[32];
    private static final Semantics S34 = COMMON[33];
    private static final Semantics S35 = COMMON[34];
    private static final Semantics S36 = COMMON[35];
    private static final Semantics S37 = COMMON[36];
    private static final Semantics S38 = COMMON[37];
    private static final Semantics S39 = COMMON[38];
    private static final Semantics S40 = COMMON[39];
    private static final Semantics S41 = COMMON[40];
    private static final Semantics S42 = COMMON[41];
    private static final Semantics S43 = COMMON[42];
    private static final Semantics S44 = COMMON[43];
    private static final Semantics S45 = COMMON[44];
    private static final Semantics S46 = COMMON[45];
    private static final Semantics S47 = COMMON[46];
    private static final Semantics S48 = COMMON[47];
    private static final Semantics S49 = COMMON[48];
    private static final Semantics S50 = COMMON[49];
    private static final Semantics S51 = COMMON[50];
    private static final Semantics S52 = COMMON[51];
    private static final Semantics S53 = COMMON[52];
    private static final Semantics S54 = COMMON[53];
    private static final Semantics S55 = COMMON[54];
    private static final Semantics S56 = COMMON[55];
    private static final Semantics S57 = COMMON[56];
    private static final Semantics S58 = COMMON[57];
    private static final Semantics S59 = COMMON[58];
    private static final Semantics S60 = COMMON[59];
    private static final Semantics S61 = COMMON[60];
    private static final Semantics S62 = COMMON[61];
    private static final Semantics S63 = COMMON[62];
    private static final Semantics S64 = COMMON[63];
    private static final Semantics S65 = COMMON[64];
    private static final Semantics S66 = COMMON[65];
    private static final Semantics S67 = COMMON[66];
    private static final Semantics S68 = COMMON[67];

    private CommonSemantics() {}

    /** The number of the semantics of {@code insn}; 0 when they are not common. */
    static int numberOf(Insn insn) {
        for (int i = 0; i < COMMON.length; i++) {
            if (COMMON[i] == insn.semantics) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Executes {@code insn}; the same as its semantics. */
    static int execute(Vcpu v, Insn insn) {
        // tidy: dispatch, one case for each common row
        return switch (insn.common) {
            case 1 -> S1.execute(v, insn);
            case 2 -> S2.execute(v, insn);
            case 3 -> S3.execute(v, insn);
            case 4 -> S4.execute(v, insn);
            case 5 -> S5.execute(v, insn);
            case 6 -> S6.execute(v, insn);
            case 7 -> S7.execute(v, insn);
            case 8 -> S8.execute(v, insn);
            case 9 -> S9.execute(v, insn);
            case 10 -> S10.execute(v, insn);
            case 11 -> S11.execute(v, insn);
            case 12 -> S12.execute(v, insn);
            case 13 -> S13.execute(v, insn);
            case 14 -> S14.execute(v, insn);
            case 15 -> S15.execute(v, insn);
            case 16 -> S16.execute(v, insn);
            case 17 -> S17.execute(v, insn);
            case 18 -> S18.execute(v, insn);
            case 19 -> S19.execute(v, insn);
            case 20 -> S20.execute(v, insn);
            case 21 -> S21.execute(v, insn);
            case 22 -> S22.execute(v, insn);
            case 23 -> S23.execute(v, insn);
            case 24 -> S24.execute(v, insn);
            case 25 -> S25.execute(v, insn);
            case 26 -> S26.execute(v, insn);
            case 27 -> S27.execute(v, insn);
            case 28 -> S28.execute(v, insn);
            case 29 -> S29.execute(v, insn);
            case 30 -> S30.execute(v, insn);
            case 31 -> S31.execute(v, insn);
            case 32 -> S32.execute(v, insn);
            case 33 -> S33.execute(v, insn);
            case 34 -> S34.execute(v, insn);
            case 35 -> S35.execute(v, insn);
            case 36 -> S36.execute(v, insn);
            case 37 -> S37.execute(v, insn);
            case 38 -> S38.execute(v, insn);
            case 39 -> S39.execute(v, insn);
            case 40 -> S40.execute(v, insn);
            case 41 -> S41.execute(v, insn);
            case 42 -> S42.execute(v, insn);
            case 43 -> S43.execute(v, insn);
            case 44 -> S44.execute(v, insn);
            case 45 -> S45.execute(v, insn);
            case 46 -> S46.execute(v, insn);
            case 47 -> S47.execute(v, insn);
            case 48 -> S48.execute(v, insn);
            case 49 -> S49.execute(v, insn);
            case 50 -> S50.execute(v, insn);
            case 51 -> S51.execute(v, insn);
            case 52 -> S52.execute(v, insn);
            case 53 -> S53.execute(v, insn);
            case 54 -> S54.execute(v, insn);
            case 55 -> S55.execute(v, insn);
            case 56 -> S56.execute(v, insn);
            case 57 -> S57.execute(v, insn);
            case 58 -> S58.execute(v, insn);
            case 59 -> S59.execute(v, insn);
            case 60 -> S60.execute(v, insn);
            case 61 -> S61.execute(v, insn);
            case 62 -> S62.execute(v, insn);
            case 63 -> S63.execute(v, insn);
            case 64 -> S64.execute(v, insn);
            case 65 -> S65.execute(v, insn);
            case 66 -> S66.execute(v, insn);
            case 67 -> S67.execute(v, insn);
            case 68 -> S68.execute(v, insn);
            default -> insn.semantics.execute(v, insn);
        };
    }
}
