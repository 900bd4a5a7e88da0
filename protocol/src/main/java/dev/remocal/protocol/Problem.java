package dev.remocal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The JSON body of every refusal on the control port.
 *
 * @param message a sentence that names the object and the next step
 * @param owner who holds what was asked for, where the code is {@link ProblemCode#CONFLICT}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        ProblemCode code, String message, @Nullable String owner) {

    public Problem(ProblemCode code, String message) {
        this(code, message, null);
    }
}
