package dev.nestor.emulator.interpret;

import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.InstructionRow;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Instruction words as assembly text, derived from the rows; the commonest extended mnemonics are patterns of their
 * own.
 *
 * @see "Power ISA 3.1, Book I, appendix C: Assembler Extended Mnemonics"
 */
public final class Disassembler {
    private static final Pattern NAME = Pattern.compile("[A-Za-z]+[0-9]*");
    private static final Set<Field> GENERAL_REGISTERS = EnumSet.of(Field.RT, Field.RS, Field.RA, Field.RB, Field.RC);

    /** A special case of a row that has a name of its own. */
    private record Extended(String mnemonic, BitPattern pattern, String operands, IntPredicate condition) {
        boolean matches(int word) {
            return pattern.matches(word) && condition.test(word);
        }
    }

    private static final List<Extended> EXTENDED = List.of(
            extended("nop", "011000 00000 00000 0000000000000000", ""),
            extended("li", "001110 RT 00000 SI", "RT,SI"),
            extended("lis", "001111 RT 00000 SI", "RT,SI"),
            new Extended(
                    "mr",
                    BitPattern.parse("011111 RS RA RB 0110111100 0"),
                    "RA,RS",
                    word -> Field.RS.get(word) == Field.RB.get(word)),
            extended("cmpwi", "001011 BF / 0 RA SI", "BF,RA,SI"),
            extended("cmpdi", "001011 BF / 1 RA SI", "BF,RA,SI"),
            extended("cmplwi", "001010 BF / 0 RA UI", "BF,RA,UI"),
            extended("cmpldi", "001010 BF / 1 RA UI", "BF,RA,UI"),
            extended("cmpw", "011111 BF / 0 RA RB 0000000000 /", "BF,RA,RB"),
            extended("cmpd", "011111 BF / 1 RA RB 0000000000 /", "BF,RA,RB"),
            extended("cmplw", "011111 BF / 0 RA RB 0000100000 /", "BF,RA,RB"),
            extended("cmpld", "011111 BF / 1 RA RB 0000100000 /", "BF,RA,RB"),
            extended("blt", "010000 01100 BFA 00 BD 0 0", "BFA,BD"),
            extended("bgt", "010000 01100 BFA 01 BD 0 0", "BFA,BD"),
            extended("beq", "010000 01100 BFA 10 BD 0 0", "BFA,BD"),
            extended("bge", "010000 00100 BFA 00 BD 0 0", "BFA,BD"),
            extended("ble", "010000 00100 BFA 01 BD 0 0", "BFA,BD"),
            extended("bne", "010000 00100 BFA 10 BD 0 0", "BFA,BD"),
            extended("bdnz", "010000 10000 00000 BD 0 0", "BD"),
            extended("blr", "010011 10100 00000 /// 00 0000010000 0", ""),
            extended("bctr", "010011 10100 00000 /// 00 1000010000 0", ""),
            extended("bctrl", "010011 10100 00000 /// 00 1000010000 1", ""),
            extended("mflr", "011111 RT 01000 00000 0101010011 /", "RT"),
            extended("mtlr", "011111 RS 01000 00000 0111010011 /", "RS"),
            extended("mfctr", "011111 RT 01001 00000 0101010011 /", "RT"),
            extended("mtctr", "011111 RS 01001 00000 0111010011 /", "RS"),
            extended("lwsync", "011111 // 001 /// 00 ///// 1001010110 /", ""));

    private final Decoder decoder = new Decoder();

    private static Extended extended(String mnemonic, String pattern, String operands) {
        return new Extended(mnemonic, BitPattern.parse(pattern), operands, word -> true);
    }

    /** The text of {@code word} at {@code address}, which branch targets are relative to; lower case. */
    public String text(int word, long address) {
        for (Extended extended : EXTENDED) {
            if (extended.matches(word)) {
                return join(extended.mnemonic(), operands(extended.operands(), extended.pattern(), word, address));
            }
        }
        InstructionRow row = decoder.rowOf(word);
        if (row == InstructionTable.ILLEGAL) {
            return String.format(Locale.ROOT, ".long 0x%08x", word);
        }
        String mnemonic = row.mnemonic() + suffix(row.pattern(), word);
        return join(mnemonic, operands(row.operands(), row.pattern(), word, address));
    }

    /** The text of a prefixed instruction; its immediate is that of both words. */
    public String prefixedText(int prefix, int suffix) {
        InstructionRow row = decoder.rowOf(prefix, suffix);
        BitPattern high = row.prefix();
        if (high == null) {
            return String.format(Locale.ROOT, ".long 0x%08x,0x%08x", prefix, suffix);
        }
        long immediate = Prefixed.immediate(row, high, prefix, suffix);
        return join(row.mnemonic(), NAME.matcher(row.operands()).replaceAll(name -> switch (name.group()) {
            case "D", "SI", "IMM32", "UIM", "IMM" -> Long.toString(immediate);
            default -> {
                boolean inPrefix = high.fields().stream()
                        .anyMatch(field -> field.manualName().equals(name.group()));
                yield operand(name, inPrefix ? high : row.pattern(), inPrefix ? prefix : suffix, 0);
            }
        }));
    }

    private static String join(String mnemonic, String operands) {
        return operands.isEmpty() ? mnemonic : mnemonic + ' ' + operands;
    }

    /** What the fields OE, LK, AA and Rc add to the mnemonic. */
    private static String suffix(BitPattern pattern, int word) {
        StringBuilder suffix = new StringBuilder();
        appendIfSet(suffix, 'o', Field.OE, pattern, word);
        appendIfSet(suffix, 'l', Field.LK, pattern, word);
        appendIfSet(suffix, 'a', Field.AA, pattern, word);
        appendIfSet(suffix, '.', Field.RECORD, pattern, word);
        return suffix.toString();
    }

    private static void appendIfSet(StringBuilder suffix, char letter, Field field, BitPattern pattern, int word) {
        if (pattern.fields().contains(field) && field.get(word) != 0) {
            suffix.append(letter);
        }
    }

    private static String operands(String template, BitPattern pattern, int word, long address) {
        return NAME.matcher(template).replaceAll(name -> operand(name, pattern, word, address));
    }

    private static String operand(MatchResult name, BitPattern pattern, int word, long address) {
        for (Field field : pattern.fields()) {
            if (field.manualName().equals(name.group())) {
                int value = field.get(word);
                if (field == Field.LI || field == Field.BD) {
                    boolean absolute = pattern.fields().contains(Field.AA) && Field.AA.get(word) != 0;
                    return "0x" + Long.toHexString(absolute ? value : address + value);
                }
                return GENERAL_REGISTERS.contains(field) ? "r" + value : Integer.toString(value);
            }
        }
        throw new IllegalStateException("no field " + name.group() + " in " + pattern.text());
    }
}
