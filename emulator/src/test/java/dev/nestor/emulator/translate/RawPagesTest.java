package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.mmu.AddressTranslator;
import dev.nestor.emulator.mmu.PageLines;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What regions call to reach the bytes of a page; also as it is for a JDK that lets nobody do without checks. */
class RawPagesTest {
    private static final int SEED = 20261122;
    private static final long PAGE = 0x7654_3000L;
    private static final long AT = 0x5000;

    @Test
    void regionsReachBytes() throws ReflectiveOperationException {
        RawPages.nameOf(false, 1, false);
        checkEveryAccess(Class.forName(RawPages.NAME.replace('/', '.')));
    }

    @Test
    void bytesAreReachedWithChecksToo() throws ReflectiveOperationException {
        checkEveryAccess(withChecks());
    }

    private static void checkEveryAccess(Class<?> pages) throws ReflectiveOperationException {
        Random random = new Random(SEED);
        for (int size = 1; size <= Long.BYTES; size *= 2) {
            for (boolean little : new boolean[] {false, true}) {
                for (int offset : new int[] {0, 1, 2047, Limits.PAGE_BYTES - size}) {
                    checkAccess(pages, size, little, offset, random.nextLong());
                }
            }
        }
    }

    @Test
    void linesAreLookedAt() throws ReflectiveOperationException {
        RawPages.nameOf(false, 1, false);
        checkLines(Class.forName(RawPages.NAME.replace('/', '.')));
        checkLines(withChecks());
    }

    /** A line serves what lies in its page to the last byte. */
    private static void checkLines(Class<?> pages) throws ReflectiveOperationException {
        AddressTranslator mem = new AddressTranslator(new GuestMemory(1 << 20));
        PageLines lines = mem.lines();
        long last = PAGE + Limits.PAGE_BYTES - 8;
        for (String table : new String[] {"read", "write"}) {
            assertNotEquals(call(pages, "tag", lines, last, 8), call(pages, table + "Tag", lines, last), table);
        }
        mem.store64(AT, 1);
        mem.load64(AT);
        for (String table : new String[] {"read", "write"}) {
            Object tag = call(pages, table + "Tag", lines, AT);
            assertEquals(tag, call(pages, "tag", lines, AT + Limits.PAGE_BYTES - 8, 8), table);
            assertNotEquals(tag, call(pages, "tag", lines, AT + Limits.PAGE_BYTES - 7, 8), table);
            assertEquals(1L, call(pages, "get64be", call(pages, table + "Page", lines, AT), AT), table);
        }
    }

    private static void checkAccess(Class<?> pages, int size, boolean little, int offset, long value)
            throws ReflectiveOperationException {
        byte[] whole = ByteBuffer.allocate(Long.BYTES)
                .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .putLong(value)
                .array();
        byte[] expected = new byte[Limits.PAGE_BYTES];
        System.arraycopy(whole, little ? 0 : Long.BYTES - size, expected, offset, size);
        byte[] page = new byte[Limits.PAGE_BYTES];
        call(pages, RawPages.nameOf(true, size, little), page, PAGE + offset, value);
        assertArrayEquals(expected, page);
        assertEquals(
                value & -1L >>> Long.SIZE - 8 * size,
                call(pages, RawPages.nameOf(false, size, little), page, PAGE + offset));
    }

    private static Object call(Class<?> pages, String name, Object... arguments) throws ReflectiveOperationException {
        for (Method method : pages.getDeclaredMethods()) {
            if (method.getName().equals(name)) {
                method.setAccessible(true);
                return method.invoke(null, arguments);
            }
        }
        throw new NoSuchMethodException(name);
    }

    /** The class as it is where the JDK refuses the other one, by a loader of its own. */
    private static Class<?> withChecks() throws ReflectiveOperationException {
        byte[] classFile = RawPages.classFile(-1);
        return new ClassLoader(RawPagesTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(null, classFile, 0, classFile.length);
            }
        }.define();
    }
}
