package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.hypervisor.nested.v1.PtRegsLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the bytes of a {@code StateTransferred} event apart into elements, for readers of recordings.
 *
 * <p>State elements of the v2 API and fields of the v1 structures share one numbering: an element has its id, a field
 * of hv_guest_state has {@link HvGuestStateLayout#ID_FIRST} plus its offset, one of pt_regs {@link
 * PtRegsLayout#ID_FIRST} plus its offset.
 */
public final class StateTransferDecoder {
    private static final int HEADER_BYTES = 4;
    private static final HvGuestStateLayout[] GUEST_STATE = HvGuestStateLayout.values();
    private static final PtRegsLayout[] REGISTERS = PtRegsLayout.values();

    private StateTransferDecoder() {}

    /**
     * One element or field.
     *
     * @param index its place in the transfer, from 0
     * @param id its number; see above
     * @param name its name; empty for an id that no row covers
     * @param offset of its value in the bytes
     * @param sizeBytes size of its value
     * @param value its value, big-endian whatever the transfer is; empty in a request
     */
    public record Element(int index, int id, String name, int offset, int sizeBytes, byte[] value) {}

    /** Hears of the elements of a transfer one after the other. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * One element or field.
         *
         * @param index its place in the transfer, from 0
         * @param id its number; see the class
         * @param sizeBytes size of its value
         * @param offset of its value in the array that was given
         * @param length bytes of its value there; 0 in a request
         * @param isReversed whether they are little-endian
         */
        void element(int index, int id, int sizeBytes, int offset, int length, boolean isReversed);
    }

    /**
     * The elements of a transfer, in order.
     *
     * @param format number of a {@link StateFormat}
     * @param bytes the payload of the event
     * @return the elements up to the first that the bytes do not hold in full; empty for an unknown format and for one
     *     without elements
     */
    public static List<Element> decode(int format, byte[] bytes) {
        List<Element> elements = new ArrayList<>();
        visit(format, bytes, 0, bytes.length, (index, id, size, offset, length, isReversed) -> {
            byte[] value = value(bytes, offset, length, isReversed);
            elements.add(new Element(index, id, nameOf(id), offset, size, value));
        });
        return elements;
    }

    /** As {@link #decode}, of {@code length} bytes from {@code from} on, without allocation. */
    public static void visit(int format, byte[] bytes, int from, int length, Visitor visitor) {
        StateFormat layout = StateFormat.byNumber(format);
        if (layout == null) {
            return;
        }
        switch (layout) {
            case GUEST_STATE_BUFFER -> buffer(bytes, from, from + length, true, visitor);
            case GUEST_STATE_REQUEST -> buffer(bytes, from, from + length, false, visitor);
            case HV_GUEST_STATE_BE, HV_GUEST_STATE_LE -> guestState(from, length, layout.isLittleEndian(), visitor);
            case PT_REGS_BE, PT_REGS_LE -> registers(from, length, layout.isLittleEndian(), visitor);
            case L0_INTERNAL, L2_MEMORY -> {}
        }
    }

    /** The name behind an element's number; empty for none. */
    public static String nameOf(int id) {
        GuestStateElement row = GuestStateElement.byId(id);
        if (row != null) {
            return row.nameOf(id);
        }
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            if (HvGuestStateLayout.ID_FIRST + field.offset() == id) {
                return field.name();
            }
        }
        for (PtRegsLayout field : PtRegsLayout.values()) {
            int index = (id - PtRegsLayout.ID_FIRST - field.offset()) / 8;
            if (id >= PtRegsLayout.ID_FIRST + field.offset() && index < field.count() && id % 8 == 0) {
                return field.nameOf(index);
            }
        }
        return "";
    }

    private static void buffer(byte[] bytes, int from, int to, boolean withValues, Visitor visitor) {
        if (to - from < HEADER_BYTES) {
            return;
        }
        long count = (long) half(bytes, from) << 16 | half(bytes, from + 2);
        int at = from + HEADER_BYTES;
        for (int index = 0; index < count && at + HEADER_BYTES <= to; index++) {
            int size = half(bytes, at + 2);
            int offset = at + HEADER_BYTES;
            if (offset + size > to) {
                return;
            }
            visitor.element(index, half(bytes, at), size, offset, withValues ? size : 0, false);
            at = offset + size;
        }
    }

    private static void guestState(int from, int length, boolean little, Visitor visitor) {
        int index = 0;
        for (HvGuestStateLayout field : GUEST_STATE) {
            int size = field.sizeBytes();
            if (field.offset() + size <= length) {
                int id = HvGuestStateLayout.ID_FIRST + field.offset();
                visitor.element(index++, id, size, from + field.offset(), size, little);
            }
        }
    }

    private static void registers(int from, int length, boolean little, Visitor visitor) {
        int index = 0;
        for (PtRegsLayout field : REGISTERS) {
            for (int i = 0; i < field.count(); i++) {
                int offset = field.offset() + 8 * i;
                if (offset + 8 <= length) {
                    visitor.element(index++, PtRegsLayout.ID_FIRST + offset, 8, from + offset, 8, little);
                }
            }
        }
    }

    private static byte[] value(byte[] bytes, int offset, int size, boolean little) {
        byte[] value = new byte[size];
        for (int i = 0; i < size; i++) {
            value[i] = bytes[little ? offset + size - 1 - i : offset + i];
        }
        return value;
    }

    private static int half(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
