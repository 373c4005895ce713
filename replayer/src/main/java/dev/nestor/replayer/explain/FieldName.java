package dev.nestor.replayer.explain;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path of {@link StateFields} is, in words, and what it belongs to. A path that no row covers keeps its own
 * name, so that a field added to the machine is named from its first day.
 *
 * @param kind what it belongs to
 * @param text in words
 */
record FieldName(FieldKind kind, String text) {

    private static final List<String> TIMERS = List.of("dec_expiry", "hdec_expiry", "tb_offset");

    private record Row(Pattern path, FieldKind kind, String text) {}

    /** The first that matches counts; $1, $2 and so on stand for the groups of the path. */
    private static final List<Row> ROWS = List.of(
            row("vcpu\\[(\\d+)\\]\\.own\\.(.+)", FieldKind.REGISTER, "$2 of vCPU $1"),
            row("vcpu\\[(\\d+)\\]\\.mem\\.translations\\[(.+)\\]", FieldKind.TRANSLATION, "translation of $2, vCPU $1"),
            row("vcpu\\[(\\d+)\\]\\.mem\\.(.+)", FieldKind.TRANSLATION, "$2 of vCPU $1's address translation"),
            row("vcpu\\[(\\d+)\\]\\.(.+)", FieldKind.REGISTER, "$2 of vCPU $1"),
            row(
                    "hypervisor\\.nested\\.guests\\.guest\\[(\\d+)\\]\\.vcpu\\[(\\d+)\\]\\.(?:state\\.)?(.+)",
                    FieldKind.STATE_ELEMENT,
                    "$3 of L2 guest $1, vCPU $2"),
            row(
                    "hypervisor\\.nested\\.guests\\.guest\\[(\\d+)\\]\\.(.+)",
                    FieldKind.STATE_ELEMENT,
                    "$2 of L2 guest $1"),
            row(
                    "hypervisor\\.nested\\.entries\\.run\\[(\\d+)\\]\\.l1\\.(.+)",
                    FieldKind.REGISTER,
                    "$2 of the L1 that waits on vCPU $1"),
            row(
                    "hypervisor\\.nested\\.entries\\.run\\[(\\d+)\\]\\.(.+)",
                    FieldKind.STATE_ELEMENT,
                    "$2 of the L2's run on vCPU $1"),
            row("hypervisor\\.(.+)", FieldKind.L0, "$1 of the L0"),
            row("port\\.(.+)", FieldKind.L0, "$1 of the platform"),
            row("memory\\.(.+)", FieldKind.MEMORY, "$1 of memory"),
            row("scheduler\\.(.+)", FieldKind.SCHEDULE, "$1 of the scheduler"),
            row("(.+)", FieldKind.SCHEDULE, "$1 of the machine"));

    private static Row row(String path, FieldKind kind, String text) {
        return new Row(Pattern.compile(path), kind, text);
    }

    /** The name of the field at {@code path}. */
    static FieldName of(String path) {
        for (Row row : ROWS) {
            Matcher matcher = row.path.matcher(path);
            if (matcher.matches()) {
                String last = path.substring(path.lastIndexOf('.') + 1);
                FieldKind kind = TIMERS.contains(last) ? FieldKind.TIMER : row.kind;
                boolean isRegister = path.contains(".own.") || path.contains(".state.") || path.contains(".l1.");
                String text = matcher.replaceFirst(row.text);
                return new FieldName(kind, isRegister ? text.replace(last, last.toUpperCase(Locale.ROOT)) : text);
            }
        }
        throw new IllegalStateException("no row for " + path);
    }
}
