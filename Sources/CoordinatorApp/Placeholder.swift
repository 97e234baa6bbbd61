import ArgumentParser
import Configuration
import Crypto
import CryptoExtras
import Hummingbird
import X509
enum CoordinatorAppPlaceholder {}
