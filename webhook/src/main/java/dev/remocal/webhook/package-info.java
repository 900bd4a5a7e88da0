/**
 * The mutating admission webhook. An admission goes from {@link dev.remocal.webhook.MutatePodsResource} through
 * {@link dev.remocal.webhook.AdmissionRequest} (parse), the injector (decide) and
 * {@link dev.remocal.webhook.AdmissionResponse} (format); {@link dev.remocal.webhook.Admissions} counts and logs it.
 */
@NullMarked
package dev.remocal.webhook;

import org.jspecify.annotations.NullMarked;
