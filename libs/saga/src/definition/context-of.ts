/** The first parameter of an async method: a saga's context. `never` where it says nothing about it. */
type ContextParameter<M> = M extends (context: infer C extends object, ...rest: never[]) => Promise<unknown>
  ? unknown extends C
    ? never
    : C
  : never;

type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;

/**
 * The context of a saga class, inferred from the first parameters of its public async methods. A method that is neither a step nor a
 * compensation belongs in the private or protected part of the class, else its parameter counts, too.
 */
export type ContextOf<S> = UnionToIntersection<
  {
    [K in keyof S]: S[K] extends (...parameters: never[]) => Promise<unknown>
      ? Parameters<S[K]> extends []
        ? never
        : ContextParameter<S[K]>
      : never;
  }[keyof S]
>;

/** A class with `@Saga`. */
export type SagaClass<S extends object = object> = new (...parameters: never[]) => S;
