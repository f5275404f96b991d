package run.opentrack.auth.key;

import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;

/** A key pair by its name. */
record SigningKey(String kid, RSAPrivateCrtKey privateKey, RSAPublicKey publicKey) {}
