package dev.nestor.emulator.translate;

import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The code of rounds that have methods of their own, by their class files. Regions around each other have the same
 * loops, and what HotSpot compiled of them for one serves the others. A class file says everything that its code does,
 * so what is found here is right whatever became of the memory that it was made from.
 */
final class RoundCodes {
    /** When so many are known, all are forgotten; regions keep theirs. */
    private static final int CODES_MAX = 256;

    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

    private final Map<ByteBuffer, RegionCode> codes = new LinkedHashMap<>();

    private int made;

    /** An instance of the class that {@code classFile} describes; the one that was made before, if any is known. */
    RegionCode codeOf(byte[] classFile) {
        ByteBuffer key = ByteBuffer.wrap(classFile);
        RegionCode known = codes.get(key);
        if (known != null) {
            return known;
        }
        if (codes.size() == CODES_MAX) {
            codes.clear();
        }
        try {
            MethodHandles.Lookup defined = HERE.defineHiddenClass(classFile, true);
            RegionCode code =
                    (RegionCode) defined.lookupClass().getDeclaredConstructor().newInstance();
            codes.put(key, code);
            made++;
            return code;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a round cannot be defined", e);
        }
    }

    /** Classes made so far: how many of those that were asked for were not known. */
    int made() {
        return made;
    }
}
