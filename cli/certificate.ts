import { jsonAws } from './aws.ts';

/** A certificate, as far as a deploy needs to know it. https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html */
export interface Certificate {
  Status: string;
  DomainName: string;
  SubjectAlternativeNames?: string[];
  DomainValidationOptions?: {
    DomainName: string;
    ResourceRecord?: { Name: string; Type: string; Value: string };
  }[];
}

/** Throws what AWS refuses. */
export async function certificateOf(CertificateArn: string): Promise<Certificate> {
  const target = 'CertificateManager.DescribeCertificate';
  return (await jsonAws<{ Certificate: Certificate }>('acm', target, { CertificateArn })).Certificate;
}

/** The records that prove to ACM whose the names are. It asks for them again at each renewal. */
export const validationOf = ({
  DomainValidationOptions = [],
}: Certificate): { name: string; value: string }[] => {
  const records = DomainValidationOptions.flatMap(({ ResourceRecord }) => ResourceRecord ?? []);
  // A wildcard and its own domain have the same one.
  const byName = new Map(records.map(({ Name, Value }) => [Name, Value]));
  return [...byName].map(([name, value]) => ({ name: withoutDot(name), value: withoutDot(value) }));
};

const withoutDot = (name: string) => name.replace(/\.$/, '');
