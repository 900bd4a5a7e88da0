/**
 * The certificate that the API server sees, and in mode {@code self} its whole life: {@link
 * dev.remocal.webhook.certificates.CertificateKeeper} looks at the Secret and at the MutatingWebhookConfiguration, {@link
 * dev.remocal.webhook.certificates.CertificatePlan} decides (pure), {@link dev.remocal.webhook.certificates.CertificateMaker}
 * makes certificates, {@link dev.remocal.webhook.certificates.ServedCertificate} hands them to each new connection. A package
 * of its own, so that no admission can come near keys or the API.
 */
@NullMarked
package dev.remocal.webhook.certificates;

import org.jspecify.annotations.NullMarked;
