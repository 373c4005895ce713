package dev.nestor.emulator.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The 32 bits of an instruction as the manual draws them, most significant first: {@code 0} and {@code 1} are fixed
 * bits, each {@code /} is one reserved bit (ignored when decoding, 0 when encoding), a name is a {@link Field}.
 */
public final class BitPattern {
    private static final int WORD_BITS = 32;

    private final String text;
    private final int mask;
    private final int bits;
    private final List<Field> fields;

    private BitPattern(String text, int mask, int bits, List<Field> fields) {
        this.text = text;
        this.mask = mask;
        this.bits = bits;
        this.fields = fields;
    }

    /**
     * Reads a pattern such as {@code "011111 RT RA RB OE 100001010 Rc"}.
     *
     * @throws IllegalArgumentException when it has not 32 bits or names a field that does not begin where it is written
     */
    public static BitPattern parse(String text) {
        int mask = 0;
        int bits = 0;
        int position = 0;
        int written = 0;
        List<Field> fields = new ArrayList<>();
        for (String token : text.split(" ")) {
            char first = token.charAt(0);
            if (first == '/') {
                position += token.length();
            } else if (first == '0' || first == '1') {
                for (char digit : token.toCharArray()) {
                    int place = Integer.MIN_VALUE >>> position++;
                    mask |= place;
                    bits |= digit == '1' ? place : 0;
                }
            } else {
                Field field = Field.at(token, position);
                if (field == null) {
                    throw new IllegalArgumentException("no field " + token + " at bit " + position + ": " + text);
                }
                int width = field.runWidth(position);
                written += width;
                position += width;
                if (!fields.contains(field)) {
                    fields.add(field);
                }
            }
        }
        int declared = 0;
        for (Field field : fields) {
            declared += field.width();
        }
        if (position != WORD_BITS || written != declared) {
            throw new IllegalArgumentException("not 32 bits, or a part of a field is missing: " + text);
        }
        return new BitPattern(text, mask, bits, List.copyOf(fields));
    }

    /** The pattern as declared. */
    public String text() {
        return text;
    }

    /** The fixed bits. */
    public int mask() {
        return mask;
    }

    /** The values of the fixed bits; 0 elsewhere. */
    public int bits() {
        return bits;
    }

    /** The fields, in the order of their first appearance. */
    public List<Field> fields() {
        return fields;
    }

    /** Whether {@code word} has the fixed bits of this pattern. */
    public boolean matches(int word) {
        return (word & mask) == bits;
    }

    /** Whether some word matches both patterns. */
    public boolean overlaps(BitPattern other) {
        return ((bits ^ other.bits) & mask & other.mask) == 0;
    }

    /**
     * The word with these field values; fields not given and reserved bits are 0.
     *
     * @throws IllegalArgumentException when a field is not in the pattern or cannot hold its value
     */
    public int encode(Map<Field, Integer> values) {
        int word = bits;
        for (Map.Entry<Field, Integer> entry : values.entrySet()) {
            if (!fields.contains(entry.getKey())) {
                throw new IllegalArgumentException("no field " + entry.getKey() + " in " + text);
            }
            word = entry.getKey().put(word, entry.getValue());
        }
        return word;
    }
}
