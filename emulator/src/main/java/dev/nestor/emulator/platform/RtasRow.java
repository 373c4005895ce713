package dev.nestor.emulator.platform;

/**
 * One RTAS call.
 *
 * @param token number in the first word of the argument buffer; explicit, as QEMU's pseries machine numbers them
 * @param name name of the property of /rtas that announces it
 * @param argumentCount words of arguments
 * @param returnCount words returned, the status included
 * @param source where it is specified
 * @param service what serves it
 */
public record RtasRow(
        int token, String name, int argumentCount, int returnCount, String source, Rtas.Service service) {}
