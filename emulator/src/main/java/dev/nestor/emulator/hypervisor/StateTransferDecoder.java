package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.hypervisor.nested.v1.PtRegsLayout;
import java.util.ArrayList;
import java.util.Arrays;
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

    /**
     * The elements of a transfer, in order.
     *
     * @param format number of a {@link StateFormat}
     * @param bytes the payload of the event
     * @return the elements up to the first that the bytes do not hold in full; empty for an unknown format and for one
     *     without elements
     */
    public static List<Element> decode(int format, byte[] bytes) {
        StateFormat layout = StateFormat.byNumber(format);
        if (layout == null) {
            return List.of();
        }
        return switch (layout) {
            case GUEST_STATE_BUFFER -> buffer(bytes, true);
            case GUEST_STATE_REQUEST -> buffer(bytes, false);
            case HV_GUEST_STATE_BE, HV_GUEST_STATE_LE -> guestState(bytes, layout.isLittleEndian());
            case PT_REGS_BE, PT_REGS_LE -> registers(bytes, layout.isLittleEndian());
            case L0_INTERNAL, L2_MEMORY -> List.of();
        };
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

    private static List<Element> buffer(byte[] bytes, boolean withValues) {
        List<Element> elements = new ArrayList<>();
        if (bytes.length < HEADER_BYTES) {
            return elements;
        }
        long count = (long) half(bytes, 0) << 16 | half(bytes, 2);
        int at = HEADER_BYTES;
        for (int index = 0; index < count && at + HEADER_BYTES <= bytes.length; index++) {
            int id = half(bytes, at);
            int size = half(bytes, at + 2);
            int offset = at + HEADER_BYTES;
            if (offset + size > bytes.length) {
                break;
            }
            byte[] value = withValues ? Arrays.copyOfRange(bytes, offset, offset + size) : new byte[0];
            elements.add(new Element(index, id, nameOf(id), offset, size, value));
            at = offset + size;
        }
        return elements;
    }

    private static List<Element> guestState(byte[] bytes, boolean little) {
        List<Element> elements = new ArrayList<>();
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            if (field.offset() + field.sizeBytes() <= bytes.length) {
                byte[] value = value(bytes, field.offset(), field.sizeBytes(), little);
                int id = HvGuestStateLayout.ID_FIRST + field.offset();
                elements.add(new Element(elements.size(), id, field.name(), field.offset(), field.sizeBytes(), value));
            }
        }
        return elements;
    }

    private static List<Element> registers(byte[] bytes, boolean little) {
        List<Element> elements = new ArrayList<>();
        for (PtRegsLayout field : PtRegsLayout.values()) {
            for (int i = 0; i < field.count(); i++) {
                int offset = field.offset() + 8 * i;
                if (offset + 8 <= bytes.length) {
                    byte[] value = value(bytes, offset, 8, little);
                    int id = PtRegsLayout.ID_FIRST + offset;
                    elements.add(new Element(elements.size(), id, field.nameOf(i), offset, 8, value));
                }
            }
        }
        return elements;
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
