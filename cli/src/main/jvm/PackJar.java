import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes the command's jar of the one that Quarkus packaged. Run by the build from the source file.
 *
 * <p>Arguments: Quarkus' jar and the file to write.
 */
final class PackJar {

    /** dnsjava's, which would be asked for names in place of the C library. Quarkus takes all services into a jar of this kind. */
    private static final String RESOLVER = "META-INF/services/java.net.spi.InetAddressResolverProvider";

    private static final String CHANGES = "META-INF/CHANGES-BY-REMOCAL";

    private final ZipFile packaged;
    private final ClassFile classes;

    private PackJar(ZipFile packaged) {
        this.packaged = packaged;
        ClassHierarchyResolver packagedClasses = ClassHierarchyResolver.ofResourceParsing(this::classOf);
        this.classes = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(
                        packagedClasses.orElse(ClassHierarchyResolver.defaultResolver())));
    }

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[1]);
        try (ZipFile packaged = new ZipFile(arguments[0])) {
            new PackJar(packaged).write(jar);
        }
        // Those of an earlier jar fit no other.
        for (String cache : List.of("app.aot", "help.aot")) {
            Files.deleteIfExists(jar.resolveSibling(cache));
        }
    }

    private void write(Path target) throws IOException {
        try (OutputStream file = Files.newOutputStream(target);
                ZipOutputStream jar = new ZipOutputStream(file)) {
            for (ZipEntry entry : Collections.list(packaged.entries())) {
                if (!entry.getName().equals(RESOLVER)) {
                    write(jar, entry, content(entry));
                }
            }
            // What its licence asks of those who change it (Apache 2.0, section 4b).
            write(
                    jar,
                    new ZipEntry(CHANGES),
                    "Remocal added stack maps to the classes of picocli.\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private byte[] content(ZipEntry entry) throws IOException {
        try (InputStream stream = packaged.getInputStream(entry)) {
            byte[] content = stream.readAllBytes();
            boolean picocli =
                    entry.getName().startsWith("picocli/") && entry.getName().endsWith(".class");
            return picocli ? withStackMaps(content) : content;
        }
    }

    /**
     * picocli is compiled for Java 5, whose classes the JVM takes into no AOT cache: each command read 181 of them from the jar and
     * verified them without stack maps. With those (JVMS 4.7.4), as compilers have written them since Java 6, they are like all others.
     */
    private byte[] withStackMaps(byte[] content) {
        return classes.transformClass(
                classes.parse(content),
                // Code that is not touched is copied as it is.
                ClassTransform.transformingMethodBodies(CodeBuilder::with).andThen((built, part) -> {
                    if (part instanceof ClassFileVersion) {
                        built.withVersion(ClassFile.JAVA_8_VERSION, 0);
                    } else {
                        built.with(part);
                    }
                }));
    }

    private InputStream classOf(ClassDesc type) {
        String descriptor = type.descriptorString();
        ZipEntry entry = packaged.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return entry == null ? null : packaged.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(ZipOutputStream jar, ZipEntry like, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(like.getName());
        entry.setTime(Math.max(0, like.getTime()));
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
