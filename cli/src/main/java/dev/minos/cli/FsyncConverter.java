package dev.minos.cli;

import dev.minos.server.storage.Fsync;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads when a storage forces its files to the disk, by its {@linkplain Fsync#word word}. */
final class FsyncConverter implements ITypeConverter<Fsync> {
    @Override
    public Fsync convert(String text) {
        try {
            return Fsync.named(text.toLowerCase(Locale.ROOT)); // as words of other options are taken
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()).replaceFirst("^fsync ", ""));
        }
    }
}
